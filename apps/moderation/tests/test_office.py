import pytest
from django.db import connection
from django.urls import reverse

from apps.accounts.models import User
from apps.forum.models import Comment, State, Topic
from apps.forum.tests.make import make_board, make_topic, make_topic_with, make_user
from apps.look.patience import TookTooLong
from apps.moderation.admin import office
from apps.moderation.models import SavedSearch

from .community import report
from .make import make_board_moderator, make_moderator

pytestmark = pytest.mark.django_db

TOPICS = reverse("admin:forum_topic_changelist")
COMMENTS = reverse("admin:forum_comment_changelist")
MEMBERS = reverse("admin:accounts_user_changelist")
SEARCHES = reverse("admin:moderation_savedsearch_changelist")
LISTS = [TOPICS, COMMENTS, MEMBERS]


@pytest.fixture
def mod():
    return make_moderator("mod")


@pytest.fixture
def as_mod(client, mod):
    client.force_login(mod)
    return client


def shown(response):
    return list(response.context["page"].rows)


class ListTests:
    def test_conditions_together(self, as_mod):
        wanted = make_topic(author=make_user("ada"), title="Quokkas", text="Smile.")
        make_topic(author=wanted.author, title="Wombats")
        make_topic(text="Smile.")
        response = as_mod.get(TOPICS, {"words": "smile", "author": "@Ada"})
        assert shown(response) == [wanted]
        assert "1 topic</h2>" in response.text

    def test_wrong_input_is_kept_and_answered(self, as_mod):
        make_topic()
        response = as_mod.get(TOPICS, {"created_from": "2026-13-45", "author": "ada"})
        assert 'value="2026-13-45"' in response.text
        assert "Nobody here is called ada." in response.text
        assert response.context["page"] is None

    def test_conditions_in_use_are_unfolded(self, as_mod):
        assert "<details>" in as_mod.get(TOPICS, {"words": "tea", "closed": ""}).text
        for query in {"closed": "yes"}, {"created_from": "soon"}:
            assert "<details open>" in as_mod.get(TOPICS, query).text

    def test_address_leads_to_all_from_there(self, as_mod):
        topic = make_topic_with(comments=2)
        topic.comments.filter(number=2).update(address="2001:db8::7")
        page = as_mod.get(COMMENTS).text
        assert 'href="?address=2001%3Adb8%3A%3A7"' in page
        assert len(shown(as_mod.get(COMMENTS, {"address": "2001:db8::7"}))) == 1

    def test_next_page_keeps_the_conditions(self, as_mod, monkeypatch):
        monkeypatch.setattr(office, "ROWS", 2)
        topic = make_topic_with(comments=5)
        address, seen = f"{COMMENTS}?author={topic.author.username}", []
        while address:
            response = as_mod.get(address)
            seen += [comment.number for comment in shown(response)]
            older = response.context["page"].older
            assert older is None or "author=" in older
            address = f"{COMMENTS}?{older}" if older else ""
        assert seen == [5, 4, 3, 2, 1]

    def test_count_stops_early(self, as_mod, monkeypatch):
        monkeypatch.setattr(office, "LIMIT", 2)
        make_topic_with(comments=3)
        assert "more than 2 comments" in as_mod.get(COMMENTS).text

    def test_what_takes_too_long_is_stopped(self, as_mod, monkeypatch):
        def too_long(*args, **kwargs):
            raise TookTooLong

        monkeypatch.setattr(office, "keyset_page", too_long)
        page = as_mod.get(TOPICS, {"closed": "yes"}).text
        assert "longer than 4 seconds" in page
        assert '<option value="yes" selected>' in page

    def test_all_on_the_page_are_ticked_by_a_link(self, as_mod):
        make_topic()
        assert "checked" not in as_mod.get(TOPICS).text
        assert "checked" in as_mod.get(TOPICS, {"tick": "1"}).text

    def test_reports_are_counted(self, as_mod):
        topic = make_topic()
        report(topic, times=2)
        report(topic.comments.get(), times=3)
        assert shown(as_mod.get(TOPICS))[0].report_count == 5
        assert shown(as_mod.get(COMMENTS))[0].report_count == 3
        members = shown(as_mod.get(MEMBERS, {"words": topic.author.username}))
        assert members[0].report_count == 5

    @pytest.mark.parametrize("address", LISTS)
    def test_queries_do_not_grow(self, as_mod, django_assert_num_queries, address):
        make_topic_with(comments=2)
        query = {"reported": "never", "comments_from": "1"}
        as_mod.get(address, query)  # the content types are remembered now
        with django_assert_num_queries(self.queries(address)):
            as_mod.get(address, query)
        for _ in range(10):
            make_topic_with(comments=3)
        with django_assert_num_queries(self.queries(address)):
            assert len(shown(as_mod.get(address, query))) > 10

    def queries(self, address):
        """Session, member, two of permissions, which rows, the rows, their reports,
        how many, saved searches; the boards to choose from.

        On PostgreSQL five more for the time limit, and two of the tests' savepoint.
        """
        boards = address != MEMBERS
        return 9 + boards + 7 * (connection.vendor == "postgresql")


class WhoTests:
    """Who opens which list, and what stands in it."""

    @pytest.mark.parametrize("address", LISTS)
    def test_members_and_teachers_stay_outside(self, client, address):
        client.force_login(make_user())
        assert client.get(address).status_code == 302
        client.force_login(make_user(is_staff=True))
        assert client.get(address).status_code == 403

    def test_moderator_of_a_board(self, client):
        mine, other = make_topic(title="Mine"), make_topic(title="Other")
        client.force_login(make_board_moderator(mine.board))
        assert shown(client.get(TOPICS)) == [mine]
        assert shown(client.get(COMMENTS)) == [mine.comments.get()]
        assert client.get(MEMBERS).status_code == 403
        change = reverse("admin:forum_topic_change", args=[other.pk])
        assert client.get(change).status_code == 302
        change = reverse("admin:forum_topic_change", args=[mine.pk])
        page = client.get(change)
        assert page.status_code == 200
        assert "Hide …" in page.text

    def test_addresses_are_for_moderators_of_the_site(self, client, mod):
        topic = make_topic()
        Comment.objects.update(address="192.0.2.77")
        comment = topic.comments.get()
        change = reverse("admin:forum_comment_change", args=[comment.pk])
        for user, is_shown in (mod, True), (make_board_moderator(topic.board), False):
            client.force_login(user)
            for address in COMMENTS, change:
                assert ("192.0.2.77" in client.get(address).text) == is_shown
            page = client.get(COMMENTS, {"address": "192.0.2.77"})
            assert (page.context["page"] is not None) == is_shown

    def test_index_names_the_lists(self, client):
        client.force_login(make_board_moderator(make_board()))
        page = client.get("/admin/").text
        assert TOPICS in page and COMMENTS in page
        assert MEMBERS not in page


class ChangeTests:
    def test_title_and_text_are_changed_by_the_verbs(self, as_mod):
        topic = make_topic()
        comment = topic.comments.get()
        as_mod.post(
            reverse("admin:forum_topic_change", args=[topic.pk]), {"title": "Wombats"}
        )
        assert "wombats" in topic.comments.get().tokens
        as_mod.post(
            reverse("admin:forum_comment_change", args=[comment.pk]),
            {"text": "**quokka** https://example.org"},
        )
        comment.refresh_from_db()
        assert "<strong>quokka</strong>" in comment.html
        assert comment.has_links and comment.edited_at

    def test_state_changes_by_acts_only(self, as_mod):
        topic = make_topic()
        as_mod.post(
            reverse("admin:forum_topic_change", args=[topic.pk]),
            {"title": topic.title, "state": State.HIDDEN, "is_closed": "on"},
        )
        topic.refresh_from_db()
        assert (topic.state, topic.is_closed) == (State.PUBLISHED, False)

    @pytest.mark.parametrize("kind", ["forum_topic", "forum_comment", "accounts_user"])
    def test_nothing_is_erased(self, as_mod, kind):
        topic = make_topic()
        thing = {
            "forum_topic": topic,
            "forum_comment": topic.comments.get(),
            "accounts_user": topic.author,
        }[kind]
        address = reverse(f"admin:{kind}_delete", args=[thing.pk])
        assert as_mod.post(address, {"post": "yes"}).status_code == 403
        assert Topic.objects.exists() and User.objects.filter(pk=topic.author_id)


class SavedSearchTests:
    add = reverse("admin:moderation_savedsearch_add")

    def save(self, client, name="Links", conditions="links=yes&x=1", **fields):
        fields = {"name": name, "of": "topic", "conditions": conditions, **fields}
        return client.post(self.add, fields)

    def test_saved_and_asked_again(self, as_mod, mod):
        page = as_mod.get(TOPICS, {"links": "yes"}).text
        assert f"{self.add}?of=topic&amp;conditions=links%3Dyes" in page
        assert (
            'value="links=yes"'
            in as_mod.get(self.add, {"of": "topic", "conditions": "links=yes"}).text
        )
        response = self.save(as_mod)
        assert response.url == f"{TOPICS}?links=yes"
        saved = SavedSearch.objects.get()
        assert (saved.owner, saved.conditions) == (mod, "links=yes")
        assert '<a href="?links=yes">Links</a>' in as_mod.get(TOPICS).text
        assert "Links" not in as_mod.get(COMMENTS).text

    def test_shared_is_for_all_moderators_and_others_change_nothing(self, as_mod):
        self.save(as_mod, "Private")
        self.save(as_mod, "Shared", is_shared="on")
        as_mod.force_login(make_moderator("other"))
        page = as_mod.get(TOPICS).text
        assert ">Shared</a>" in page and ">Private</a>" not in page
        shared = SavedSearch.objects.get(is_shared=True)
        delete = reverse("admin:moderation_savedsearch_delete", args=[shared.pk])
        assert as_mod.post(delete, {"post": "yes"}).status_code == 403
        assert SavedSearch.objects.count() == 2

    def test_owner_deletes(self, as_mod):
        self.save(as_mod)
        saved = SavedSearch.objects.get()
        delete = reverse("admin:moderation_savedsearch_delete", args=[saved.pk])
        as_mod.post(delete, {"post": "yes"})
        assert not SavedSearch.objects.exists()

    @pytest.mark.parametrize("conditions", ["", "x=1", "author=nobody"])
    def test_conditions_that_say_nothing(self, as_mod, conditions):
        assert self.save(as_mod, conditions=conditions).status_code == 200
        assert not SavedSearch.objects.exists()

    def test_same_name_twice(self, as_mod):
        self.save(as_mod)
        assert "You have a search of this name" in self.save(as_mod).text

    def test_addresses_are_not_shown_to_moderators_of_a_board(self, as_mod):
        self.save(as_mod, "Flood", "address=192.0.2.1", is_shared="on")
        assert "Flood" in as_mod.get(TOPICS).text
        as_mod.force_login(make_board_moderator(make_board()))
        assert "Flood" not in as_mod.get(TOPICS).text
        assert "Flood" not in as_mod.get(SEARCHES).text

    def test_teacher_stays_outside(self, client):
        client.force_login(make_user(is_staff=True))
        assert client.get(SEARCHES).status_code == 403
        assert self.save(client).status_code == 403
