import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.tests.make import make_crowd
from apps.forum.models import Board, Comment, State, Topic

from .make import make_board, make_topic, make_topic_with, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user("ada", display_name="Ada Okafor")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def as_moderator(client):
    user = make_user("mod", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="moderate"))
    client.force_login(user)
    return client


def form(text="A text.", **fields):
    return {"text": text, "form_key": str(uuid.uuid4()), **fields}


class HomeTests:
    def test_newest_topics(self, client):
        make_topic(title="Why sockets?")
        assert "Why sockets?" in client.get("/").text

    def test_newcomer_is_led_to_the_course(self, client):
        page = client.get("/").text
        for path in "/learn/", "/learn/map/", "/learn/tcp/lab/":
            assert f'href="{path}"' in page
            assert client.get(path).status_code == 200

    def test_private_topics_stay_private(self, client):
        board = make_board(access=Board.Access.MEMBERS, name="Evening class")
        make_topic(board=board, title="Only for us")
        page = client.get("/").text
        assert "Only for us" not in page
        assert "Evening class" not in page

    def test_queries_do_not_grow(self, client, django_assert_num_queries):
        for _ in range(8):
            make_topic()
        with django_assert_num_queries(2):
            client.get("/")


class BoardListTests:
    def test_boards_with_counts(self, client):
        make_topic_with(comments=3, board=make_board(name="Django"))
        page = client.get("/forum/").text
        assert "Django" in page

    def test_empty_forum_says_so(self, client):
        assert "no boards yet" in client.get("/forum/").text

    def test_title_of_hidden_topic_is_not_shown(self, client):
        topic = make_topic(title="Something bad")
        Topic.objects.update(state=State.HIDDEN)
        assert topic.title not in client.get("/forum/").text

    def test_queries_do_not_grow(self, client, django_assert_num_queries):
        for _ in range(8):
            make_topic()
        with django_assert_num_queries(1):
            client.get("/forum/")


class BoardDetailTests:
    def test_pinned_stand_first(self, client):
        board = make_board()
        pinned = make_topic(board=board, title="Read me first")
        Topic.objects.filter(pk=pinned.pk).update(is_pinned=True)
        make_topic(board=board, title="Newer one")
        page = client.get(board.get_absolute_url()).text
        assert page.index("Read me first") < page.index("Newer one")
        assert page.count("Read me first") == 1

    def test_members_board_is_not_found_by_guest(self, client):
        board = make_board(access=Board.Access.MEMBERS)
        assert client.get(board.get_absolute_url()).status_code == 404

    def test_hidden_topic_is_left_out(self, client):
        topic = make_topic(title="Spam spam")
        Topic.objects.update(state=State.HIDDEN)
        page = client.get(topic.board.get_absolute_url()).text
        assert "Spam spam" not in page

    def test_older_topics_are_a_link_away(self, client):
        board, author = make_board(), make_user()
        for number in range(25):
            make_topic(author, board, title=f"Topic number {number:02}")
        first = client.get(board.get_absolute_url())
        older = client.get(f"{board.get_absolute_url()}?{first.context['page'].older}")
        assert "Topic number 24" in first.text
        assert "Topic number 04" not in first.text
        assert "Topic number 04" in older.text
        assert "Topic number 05" not in older.text

    def test_queries_do_not_grow(self, client, django_assert_max_num_queries):
        board = make_board()
        for _ in range(25):
            make_topic(board=board)
        with django_assert_max_num_queries(4):
            client.get(board.get_absolute_url())


class TopicDetailTests:
    def test_title_text_and_author(self, client, ada):
        topic = make_topic(author=ada, title="Why sockets?", text="Say **why**.")
        page = client.get(topic.get_absolute_url()).text
        assert "Why sockets?" in page
        assert "<strong>why</strong>" in page
        assert "Ada Okafor" in page

    def test_hidden_topic_is_not_found(self, client):
        topic = make_topic()
        Topic.objects.update(state=State.HIDDEN)
        assert client.get(topic.get_absolute_url()).status_code == 404

    def test_moderator_sees_hidden_topic(self, as_moderator):
        topic = make_topic()
        Topic.objects.update(state=State.HIDDEN)
        page = as_moderator.get(topic.get_absolute_url()).text
        assert "hidden" in page

    def test_topic_of_members_board_is_not_found(self, client):
        topic = make_topic(board=make_board(access=Board.Access.MEMBERS))
        assert client.get(topic.get_absolute_url()).status_code == 404

    @pytest.mark.parametrize("state", [State.HIDDEN, State.DELETED])
    def test_tombstone_shows_no_text(self, client, state):
        topic = make_topic_with(comments=2)
        topic.comments.filter(number=2).update(state=state)
        page = client.get(topic.get_absolute_url()).text
        assert "Comment number 2" not in page
        assert "#2" in page

    def test_held_comment_is_not_there(self, client):
        topic = make_topic()
        Comment.objects.create(
            topic=topic, author=topic.author, html="waiting", state=State.HELD
        )
        assert "waiting" not in client.get(topic.get_absolute_url()).text

    def test_pages_are_ranges_of_numbers(self, client):
        topic = make_topic_with(comments=41)
        page = client.get(topic.get_absolute_url() + "?page=2").text
        assert "Comment number 21<" in page
        assert "Comment number 40<" in page
        assert "Comment number 41<" not in page

    @pytest.mark.parametrize("page", ["4", "0", "-1", "x", "9" * 30, "²"])
    def test_page_that_is_not_there(self, client, page):
        topic = make_topic_with(comments=2)
        response = client.get(topic.get_absolute_url(), {"page": page})
        assert response.status_code in {200, 404}

    def test_author_who_left(self, client, ada):
        topic = make_topic(author=ada)
        ada.deleted_at = timezone.now()
        ada.save()
        page = client.get(topic.get_absolute_url()).text
        assert "deleted member" in page
        assert "Ada Okafor" not in page

    def test_closed_topic_says_so_and_has_no_form(self, as_ada):
        topic = make_topic()
        Topic.objects.update(is_closed=True)
        page = as_ada.get(topic.get_absolute_url()).text
        assert "closed to new comments" in page
        assert "<textarea" not in page

    def test_guest_gets_no_cookie_and_no_token(self, client):
        response = client.get(make_topic().get_absolute_url())
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in response.text

    def test_queries_of_a_guest(self, client, django_assert_max_num_queries):
        topic = make_topic()
        for _ in range(19):
            topic.reply(make_user(), "Hello")
        with django_assert_max_num_queries(5):
            client.get(topic.get_absolute_url())

    def test_queries_of_a_member(self, as_ada, django_assert_max_num_queries):
        topic = make_topic()
        for _ in range(19):
            topic.reply(make_user(), "Hello")
        with django_assert_max_num_queries(12):
            as_ada.get(topic.get_absolute_url())


class RememberedPartsTests:
    """Rows and comments are kept as rendered: each thing they show must be noticed."""

    @pytest.mark.parametrize(
        ("change", "seen"),
        [
            (lambda topic: topic.rename("Another title"), "Another title"),
            (lambda topic: topic.pin(), "pinned"),
            (lambda topic: topic.close(), "closed"),
            (lambda topic: topic.reply(make_user("lin"), "!"), "1 answer<"),
            (lambda topic: rename(topic.author, "Countess"), "Countess"),
            (lambda topic: rename_board(topic.board), "Other name"),
        ],
    )
    @pytest.mark.parametrize("address", ["/", "/forum/topics/"])
    def test_row_of_a_topic(self, client, change, seen, address):
        topic = make_topic()
        assert seen not in client.get(address).text
        change(topic)
        assert seen in client.get(address).text

    @pytest.mark.parametrize(
        ("change", "seen"),
        [
            (lambda comment: comment.edit("Other words"), "Other words"),
            (lambda comment: comment.edit("x"), "edited"),
            (lambda comment: comment.become(State.HIDDEN, "Why?"), "Why?"),
            (lambda comment: comment.retract(), "Taken back"),
            (lambda comment: rename(comment.author, "Countess"), "Countess"),
        ],
    )
    def test_comment(self, client, change, seen):
        comment = make_topic_with(comments=2).comments.get(number=2)
        address = comment.topic.get_absolute_url()
        assert seen not in client.get(address).text
        change(comment)
        assert seen in client.get(address).text

    def test_board_s_own_list_does_not_name_it_in_each_row(self, client):
        board = make_topic().board
        in_board = f'in <a href="{board.get_absolute_url()}"'
        assert in_board in client.get("/forum/topics/").text
        assert in_board not in client.get(board.get_absolute_url()).text

    def test_what_a_member_may_do_is_not_shown_to_a_guest(self, client, ada):
        topic = make_topic()
        client.force_login(ada)
        assert "Quote" in client.get(topic.get_absolute_url()).text
        client.logout()
        assert "Quote" not in client.get(topic.get_absolute_url()).text

    def test_what_an_author_may_do_is_not_shown_to_others(self, client, ada):
        topic = make_topic(author=ada)
        client.force_login(ada)
        assert "Edit comment 1" in client.get(topic.get_absolute_url()).text
        client.force_login(make_user("lin"))
        assert "Edit comment 1" not in client.get(topic.get_absolute_url()).text


def rename(user, display_name):
    user.display_name = display_name
    user.save()


def rename_board(board):
    board.name = "Other name"
    board.save()


class HiddenByModeratorTests:
    """What is hidden says why, and its text is for its author and moderators."""

    @pytest.fixture
    def comment(self, ada):
        topic = make_topic()
        comment = topic.reply(ada, "My own words")
        comment.become(State.HIDDEN, "It is astray.")
        return comment

    def page(self, client, comment):
        return client.get(comment.topic.get_absolute_url()).text

    def test_reason_stands_in_its_place(self, client, comment):
        text = self.page(client, comment)
        assert "It is astray." in text
        assert "My own words" not in text

    def test_other_member_reads_no_text(self, client, comment):
        client.force_login(make_user())
        assert "My own words" not in self.page(client, comment)

    def test_author_still_has_the_text(self, as_ada, comment):
        assert "My own words" in self.page(as_ada, comment)

    def test_moderator_reads_it_and_can_restore_it(self, as_moderator, comment):
        text = self.page(as_moderator, comment)
        assert "My own words" in text
        assert f"/comments/{comment.pk}/restore/" in text

    def test_text_taken_back_is_for_nobody(self, as_moderator, comment):
        comment.become(State.DELETED)
        assert "My own words" not in self.page(as_moderator, comment)

    def test_author_of_hidden_topic_reads_why_and_own_words_alone(self, as_ada, ada):
        topic = make_topic(author=ada, text="My own words")
        topic.reply(make_user(), "Words of another")
        topic.become(State.HIDDEN, "It is astray.")
        text = as_ada.get(topic.get_absolute_url()).text
        assert "It is astray." in text
        assert "My own words" in text
        assert "Words of another" not in text

    def test_hidden_topic_is_found_by_nobody_else(self, client, ada):
        topic = make_topic(author=ada)
        topic.become(State.HIDDEN, "It is astray.")
        for user in None, make_user():
            if user:
                client.force_login(user)
            assert client.get(topic.get_absolute_url()).status_code == 404
        client.force_login(ada)
        assert topic.title not in client.get(topic.board.get_absolute_url()).text

    def test_author_loses_a_hidden_topic_of_a_board_that_is_closed_to_them(
        self, as_ada, ada
    ):
        topic = make_topic(author=ada, board=make_board(access=Board.Access.GROUPS))
        topic.become(State.HIDDEN, "It is astray.")
        assert as_ada.get(topic.get_absolute_url()).status_code == 404

    def test_moderator_reads_why_a_topic_is_hidden(self, as_moderator):
        topic = make_topic()
        topic.become(State.HIDDEN, "It is astray.")
        assert "It is astray." in as_moderator.get(topic.get_absolute_url()).text

    def test_closed_topic_says_why(self, client):
        topic = make_topic()
        topic.close("The question is answered.")
        assert "The question is answered." in client.get(topic.get_absolute_url()).text

    def test_reasons_of_hiding_and_closing_do_not_mix(self):
        topic = make_topic()
        topic.close("Answered.")
        topic.become(State.HIDDEN, "Astray.")
        topic.become(State.PUBLISHED)
        topic.refresh_from_db()
        assert (topic.close_reason, topic.reason) == ("Answered.", "")


class ModeratorTests:
    def test_acts_are_for_moderators_of_this_board(self, client):
        topic, user = make_topic(), make_user(is_staff=True)
        client.force_login(user)
        assert "Moderate this topic" not in client.get(topic.get_absolute_url()).text
        topic.board.moderators.add(user)
        assert "Moderate this topic" in client.get(topic.get_absolute_url()).text

    @pytest.mark.parametrize("is_of_site", [True, False])
    def test_queries_do_not_grow(
        self, client, is_of_site, django_assert_max_num_queries
    ):
        topic, user = make_topic(), make_user(is_staff=True)
        for _ in range(19):
            topic.reply(make_user(), "Hello")
        topic.comments.filter(number__gt=10).update(state=State.HIDDEN)
        topic.close("Answered.")
        if is_of_site:
            permission = Permission.objects.get(codename="moderate")
            user.user_permissions.add(permission)
        else:
            topic.board.moderators.add(user)
        client.force_login(user)
        with django_assert_max_num_queries(12):
            client.get(topic.get_absolute_url())


class BlockedTests:
    def test_banner_on_every_page(self, as_ada, ada):
        assert "You cannot write" not in as_ada.get("/forum/").text
        ada.block, ada.block_reason = "write", "Shouting."
        ada.save()
        for page in "/", "/forum/", "/members/ada/", "/no-such-page/":
            text = as_ada.get(page).text
            assert "You cannot write any more. The reason: Shouting." in text

    def test_end_is_told_in_the_time_zone_of_the_member(self, as_ada, ada):
        ada.block, ada.block_reason, ada.time_zone = "write", "x", "Asia/Tokyo"
        ada.blocked_until = datetime(2100, 5, 1, 0, 30, tzinfo=UTC)
        ada.save()
        assert "until 1 May 2100, 09:30 (JST)" in as_ada.get("/forum/").text

    def test_block_that_has_ended_is_no_block(self, as_ada, ada):
        ada.block, ada.block_reason = "write", "Shouting."
        ada.blocked_until = timezone.now() - timedelta(seconds=1)
        ada.save()
        assert "Shouting." not in as_ada.get("/forum/").text


class TopicCreateTests:
    def address(self, board):
        return reverse("forum:topic_create", args=[board.slug])

    def test_opens_a_topic(self, as_ada):
        board = make_board()
        response = as_ada.post(self.address(board), form(title="New", text="Text"))
        topic = Topic.objects.get()
        assert response.url == topic.get_absolute_url()

    def test_sent_twice_is_one_topic(self, as_ada):
        board, sent = make_board(), form(title="New")
        first = as_ada.post(self.address(board), sent)
        second = as_ada.post(self.address(board), sent)
        assert first.url == second.url
        assert Topic.objects.count() == 1

    def test_guest_is_asked_to_sign_in(self, client):
        response = client.get(self.address(make_board()))
        assert response.url.startswith(reverse("accounts:login"))

    def test_form_after_the_session_has_ended_keeps_its_text(self, client):
        response = client.post(
            self.address(make_board()), form("Kept text", title="New")
        )
        assert response.status_code == 403
        assert "Sign in" in response.text
        assert "Kept text" in response.text
        assert not Topic.objects.exists()

    def test_refused_form_keeps_its_text(self, as_ada):
        response = as_ada.post(self.address(make_board()), form("Kept text", title=""))
        assert "Kept text" in response.text
        assert "This field is required" in response.text

    def test_readonly_board_refuses_and_keeps_the_text(self, as_ada):
        board = make_board(access=Board.Access.READONLY)
        response = as_ada.post(self.address(board), form("Kept text", title="New"))
        assert response.status_code == 403
        assert "Kept text" in response.text
        assert not Topic.objects.exists()

    def test_private_board_is_not_found(self, as_ada):
        board = make_board(access=Board.Access.GROUPS)
        assert as_ada.get(self.address(board)).status_code == 404


class TopicEditTests:
    def test_author_changes_the_title(self, as_ada, ada):
        topic = make_topic(author=ada)
        address = reverse("forum:topic_edit", args=[topic.pk])
        as_ada.post(address, {"title": "Better"})
        topic.refresh_from_db()
        assert topic.title == "Better"

    def test_stranger_may_not(self, as_ada):
        topic = make_topic()
        address = reverse("forum:topic_edit", args=[topic.pk])
        assert as_ada.post(address, {"title": "Mine"}).status_code == 403
        topic.refresh_from_db()
        assert topic.title != "Mine"


class CommentCreateTests:
    def address(self, topic):
        return reverse("forum:comment_create", args=[topic.pk])

    def test_leads_to_the_new_comment(self, as_ada, ada):
        topic = make_topic_with(comments=20)
        response = as_ada.post(self.address(topic), form("Number 21"))
        comment = Comment.objects.get(author=ada)
        expected = f"{topic.get_absolute_url()}?page=2#comment-{comment.pk}"
        assert response.url == expected

    def test_sent_twice_is_one_comment(self, as_ada, ada):
        topic, sent = make_topic(), form()
        as_ada.post(self.address(topic), sent)
        as_ada.post(self.address(topic), sent)
        assert Comment.objects.filter(author=ada).count() == 1

    def test_form_after_the_session_has_ended_keeps_its_text(self, client):
        response = client.post(self.address(make_topic()), form("Kept text"))
        assert response.status_code == 403
        assert "Kept text" in response.text
        assert Comment.objects.count() == 1

    def test_quote_fills_the_form(self, as_ada):
        topic = make_topic(text="First line\nSecond line")
        comment = topic.comments.get()
        page = as_ada.get(self.address(topic), {"quote": comment.pk}).text
        assert "&gt; First line\n&gt; Second line" in page

    def test_quote_of_another_topic_is_not_found(self, as_ada):
        secret = make_topic(board=make_board(access=Board.Access.GROUPS))
        address = self.address(make_topic())
        response = as_ada.get(address, {"quote": secret.comments.get().pk})
        assert response.status_code == 404

    @pytest.mark.parametrize("quote", ["x", "9" * 30, "9" * 5_000])
    def test_quote_of_what_is_no_comment_is_none(self, as_ada, quote):
        response = as_ada.get(self.address(make_topic()), {"quote": quote})
        assert response.context["form"].initial == {}

    def test_topic_closed_while_writing_keeps_the_text(self, as_ada):
        topic = make_topic()
        Topic.objects.update(is_closed=True)
        response = as_ada.post(self.address(topic), form("Kept text"))
        assert response.status_code == 403
        assert "closed to new comments" in response.text
        assert "Kept text" in response.text

    def test_blocked_member_is_told_until_when(self, as_ada, ada):
        ada.block, ada.block_reason = "write", "Shouting."
        ada.blocked_until = timezone.now() + timedelta(days=3)
        ada.save()
        response = as_ada.post(self.address(make_topic()), form())
        assert response.status_code == 403
        assert "You cannot write until" in response.text
        assert "Shouting." in response.text

    @pytest.mark.parametrize("text", ["", "   ", "x" * 20_001, "nul\0byte"])
    def test_wrong_text_is_refused_beside_the_field(self, as_ada, ada, text):
        response = as_ada.post(self.address(make_topic()), form(text))
        assert response.status_code == 200
        assert response.context["form"].errors["text"]
        assert not Comment.objects.filter(author=ada).exists()

    def test_longest_text_is_taken(self, as_ada, ada):
        as_ada.post(self.address(make_topic()), form("x" * 20_000))
        assert Comment.objects.filter(author=ada).exists()


class CommentDetailTests:
    def test_leads_to_page_and_place(self, client):
        topic = make_topic_with(comments=21)
        comment = topic.comments.get(number=21)
        response = client.get(comment.get_absolute_url())
        assert response.url == f"/forum/topics/{topic.pk}/?page=2#comment-{comment.pk}"

    def test_comment_of_private_board_is_not_found(self, client):
        topic = make_topic(board=make_board(access=Board.Access.MEMBERS))
        address = topic.comments.get().get_absolute_url()
        assert client.get(address).status_code == 404


class CommentEditTests:
    def test_author_changes_the_text(self, as_ada, ada):
        comment = make_topic(author=ada).comments.get()
        address = reverse("forum:comment_edit", args=[comment.pk])
        assert "Tell me." in as_ada.get(address).text
        response = as_ada.post(address, form("Changed"))
        assert response.url.endswith(f"#comment-{comment.pk}")
        assert "Changed" in as_ada.get(response.url).text

    def test_stranger_may_not(self, as_ada):
        comment = make_topic().comments.get()
        address = reverse("forum:comment_edit", args=[comment.pk])
        assert as_ada.post(address, form("Mine")).status_code == 403
        comment.refresh_from_db()
        assert comment.text == "Tell me."

    def test_hidden_comment_cannot_be_edited(self, as_ada, ada):
        comment = make_topic(author=ada).comments.get()
        Comment.objects.update(state=State.HIDDEN)
        address = reverse("forum:comment_edit", args=[comment.pk])
        assert as_ada.post(address, form("Changed")).status_code == 403

    def test_private_comment_is_not_found(self, as_ada):
        topic = make_topic(board=make_board(access=Board.Access.GROUPS))
        address = reverse("forum:comment_edit", args=[topic.comments.get().pk])
        assert as_ada.get(address).status_code == 404


class CommentDeleteTests:
    def test_get_asks_and_changes_nothing(self, as_ada, ada):
        comment = make_topic(author=ada).comments.get()
        as_ada.get(reverse("forum:comment_delete", args=[comment.pk]))
        comment.refresh_from_db()
        assert comment.state == State.PUBLISHED

    def test_post_leaves_a_tombstone(self, as_ada, ada):
        comment = make_topic(author=ada).comments.get()
        as_ada.post(reverse("forum:comment_delete", args=[comment.pk]))
        comment.refresh_from_db()
        assert comment.state == State.DELETED

    def test_visitor_may_not(self, client):
        comment = make_topic().comments.get()
        address = reverse("forum:comment_delete", args=[comment.pk])
        assert client.get(address).status_code == 302
        assert client.post(address).status_code == 403

    def test_stranger_may_not(self, as_ada):
        comment = make_topic().comments.get()
        address = reverse("forum:comment_delete", args=[comment.pk])
        assert as_ada.post(address).status_code == 403


class MemberDetailTests:
    def test_biography(self, client):
        make_user("lin", bio="I *learn*.")
        assert "I <em>learn</em>." in client.get("/members/lin/").text

    def test_what_the_person_wrote(self, client, ada):
        make_topic(author=ada, title="On engines")
        page = client.get("/members/ada/").text
        assert "Ada Okafor" in page
        assert "On engines" in page

    def test_hidden_and_private_words_are_left_out(self, client, ada):
        make_topic(author=ada, title="Hidden one")
        Topic.objects.update(state=State.HIDDEN)
        board = make_board(access=Board.Access.MEMBERS)
        make_topic(author=ada, board=board, title="Private one")
        page = client.get("/members/ada/").text
        assert "Hidden one" not in page
        assert "Private one" not in page

    def test_another_spelling_leads_to_the_right_one(self, client, ada):
        assert client.get("/members/ADA/").url == "/members/ada/"

    def test_nobody(self, client):
        assert client.get("/members/nobody/").status_code == 404

    def test_member_who_left_is_not_found(self, client, ada):
        ada.deleted_at = timezone.now()
        ada.save()
        assert client.get("/members/ada/").status_code == 404


def listed(response):
    return [member.username for member in response.context["page"]]


class MemberListTests:
    address = "/members/"

    @pytest.fixture(autouse=True)
    def people(self):
        """Lin joined first, Ada next, Élise last; Lin has written just now."""
        then = timezone.now() - timedelta(days=9)
        for days, name in enumerate(["lin", "ada", "élise"]):
            moment = then + timedelta(days=days)
            make_user(name, joined_at=moment, active_at=moment)
        make_topic(author=User.objects.get(username="lin"))

    def test_lately_active_come_first(self, client):
        response = client.get(self.address)
        assert listed(response) == ["lin", "élise", "ada"]
        assert 'href="/members/ada/"' in response.text

    def test_other_orders(self, client):
        newest = client.get(self.address, {"order": "newest"})
        by_name = client.get(self.address, {"order": "name"})
        nonsense = client.get(self.address, {"order": "password"})
        assert listed(newest) == ["élise", "ada", "lin"]
        assert listed(by_name) == ["ada", "lin", "élise"]
        assert listed(nonsense) == ["lin", "élise", "ada"]

    @pytest.mark.parametrize("name", ["él", "É", "e\u0301l", "@Élise", " élise "])
    def test_found_by_the_beginning_of_the_name(self, client, name):
        assert listed(client.get(self.address, {"name": name})) == ["élise"]

    @pytest.mark.parametrize(
        "name", ["lise", "ada@", "%", "_", "\U0010ffff", "x" * 999]
    )
    def test_nothing_else_is_found(self, client, name):
        response = client.get(self.address, {"name": name})
        assert listed(response) == []
        assert "Nobody of this name" in response.text

    def test_address_is_neither_shown_nor_searched(self, client):
        User.objects.filter(username="ada").update(
            email="secret@example.org", email_key="secret@example.org"
        )
        response = client.get(self.address, {"name": "secret"})
        assert listed(response) == []
        assert "secret@" not in client.get(self.address).text

    def test_who_is_gone_or_blocked_is_left_out(self, client):
        tomorrow = timezone.now() + timedelta(days=1)
        for fields in (
            {"deleted_at": timezone.now()},
            {"is_active": False},
            {"block": "write"},
            {"block": "write", "blocked_until": tomorrow},
        ):
            make_user("zoe", **fields)
            assert "zoe" not in listed(client.get(self.address))
            assert listed(client.get(self.address, {"name": "zoe"})) == []
            User.objects.filter(username="zoe").delete()

    def test_block_that_is_over_is_over(self, client):
        User.objects.filter(username="ada").update(
            block="write", blocked_until=timezone.now()
        )
        assert "ada" in listed(client.get(self.address))

    @pytest.mark.parametrize("order", ["active", "newest", "name"])
    def test_pages_show_everybody_once(self, client, order):
        for number in range(62):
            make_user(f"member-{number}", joined_at=timezone.now())
        query, seen = f"order={order}", []
        while query:
            response = client.get(f"{self.address}?{query}")
            seen += listed(response)
            query = response.context["page"].older
        assert len(seen) == len(set(seen)) == User.objects.count()

    def test_beginning_stays_on_the_next_page(self, client):
        for number in range(32):
            make_user(f"member-{number:02}")
        page = client.get(self.address, {"name": "MEMBER-"}).context["page"]
        assert len(page) == 30
        second = client.get(f"{self.address}?{page.older}")
        assert listed(second) == ["member-30", "member-31"]
        assert second.context["page"].newer

    def test_one_query_however_many_there_are(self, client, django_assert_num_queries):
        for _ in range(40):
            make_user()
        for query in {}, {"order": "newest"}, {"name": "user"}:
            with django_assert_num_queries(1):
                client.get(self.address, query)

    def test_guests_all_see_the_same(self, client):
        response = client.get(self.address)
        assert response["X-Accel-Expires"] == "1"
        assert not response.cookies

    def test_it_is_for_reading(self, client):
        assert client.post(self.address).status_code == 405

    def test_comment_makes_its_author_active(self):
        ada = User.objects.get(username="ada")
        comment = Topic.objects.get().reply(ada, "Me too.")
        ada.refresh_from_db()
        assert ada.active_at == comment.created_at


class MemberListInACrowdTests:
    def test_rows_come_from_an_index_in_order(self, client):
        make_crowd(50_000)
        how = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        for query in {}, {"order": "newest"}, {"order": "name"}, {"name": "member-47"}:
            with CaptureQueriesContext(connection) as queries:
                client.get("/members/", query)
            with connection.cursor() as cursor:
                cursor.execute(f"{how} {queries.captured_queries[-1]['sql']}")
                plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
            assert "TEMP B-TREE" not in plan, (query, plan)
            assert "Sort" not in plan, (query, plan)
            assert "Index" in plan or "USING INDEX" in plan, (query, plan)
