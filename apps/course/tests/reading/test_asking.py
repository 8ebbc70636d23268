"""A lesson and its topic in the forum."""

import re
import uuid

import pytest
from django.test import Client

from apps.course.lessons.shelf import shelf
from apps.course.reading import asking
from apps.forum import drafts
from apps.forum.models import Board, Comment, Draft, State, Topic
from apps.forum.tests.make import make_board, make_user
from apps.forum.tests.test_concurrency import at_once

TCP = shelf().by_slug["tcp"]
ASK = "/learn/tcp/ask/"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def words(text):
    return {"text": text, "form_key": uuid.uuid4()}


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


class QuestionCreateTests:
    def test_first_question_makes_the_topic_and_its_board(self, member, ada, client):
        response = member.post(ASK, words("Why one byte?"))
        topic = Topic.objects.get()
        assert response["Location"] == topic.comments.get().place
        assert (topic.title, topic.author) == ("Lesson 2: A stream of bytes", ada)
        assert Board.objects.get().topic_count == 1
        head = client.get(topic.get_absolute_url()).content.decode()
        assert '<a href="/learn/tcp/">Lesson 2: A stream of bytes</a>' in head

    def test_lesson_links_to_its_topic_and_the_newest(self, member, client):
        assert "Nobody has asked yet" in text_of(client.get("/learn/tcp/"))
        member.post(ASK, words("Why one byte?"))
        member.post(ASK, words("And why 4096?"))
        topic = Topic.objects.get()
        lesson = client.get("/learn/tcp/")
        assert "2 comments in the forum" in text_of(lesson)
        assert f'href="{topic.last_place}"' in lesson.content.decode()
        assert "Nobody has asked yet" in text_of(client.get("/learn/http/"))

    def test_same_form_twice_asks_once(self, member):
        sent = words("Why?")
        for _ in range(2):
            member.post(ASK, sent)
        assert Comment.objects.count() == 1

    def test_owners_board_of_that_name_is_used(self, member):
        board = make_board(name="Lessons", slug="help")
        member.post(ASK, words("Why?"))
        assert Topic.objects.get().board == board

    def test_empty_question(self, member):
        response = member.post(ASK, words(" "))
        assert response.status_code == 200
        assert not Topic.objects.exists() and not Board.objects.exists()

    def test_opening_the_page_makes_nothing(self, member):
        assert "the first question" in text_of(member.get(ASK))
        assert not Topic.objects.exists() and not Board.objects.exists()

    def test_guest_is_asked_to_sign_in_and_keeps_the_words(self, client, db):
        assert "/accounts/login/" in client.get(ASK)["Location"]
        response = client.post(ASK, words("My words"))
        assert response.status_code == 403 and "My words" in text_of(response)
        assert not Topic.objects.exists()

    def test_unknown_lesson(self, member):
        assert member.get("/learn/nothing/ask/").status_code == 404

    def test_too_many_questions_are_refused(self, member, settings):
        settings.LIMITS = "post=0.01"
        assert member.post(ASK, words("One")).status_code == 302
        response = member.post(ASK, words("Two"))
        assert response.status_code == 429 and "Two" in text_of(response)


class DraftTests:
    """What the forum's form for a comment offers, this one offers, too."""

    def test_preview_shows_the_text_and_asks_nothing(self, member):
        page = member.post(ASK, words("Why *one*?") | {"preview": "1"})
        assert "<em>one</em>" in page.text and not Topic.objects.exists()

    def test_draft_stands_on_the_page_and_below_the_lesson(self, member, ada):
        kept = member.post(ASK, words("Half a thought") | {"keep": "1"}, follow=True)
        assert kept.redirect_chain == [(ASK, 302)]
        for page in ASK, "/learn/tcp/":
            assert "Half a thought</textarea>" in member.get(page).text
        assert "Half a thought" not in member.get("/learn/http/").text
        listed = member.get("/forum/drafts/").text
        assert "A question about lesson 2" in listed and f'href="{ASK}"' in listed
        assert not Topic.objects.exists() and not Board.objects.exists()

    def test_each_lesson_has_its_own(self, member, ada):
        for page in ASK, "/learn/http/ask/":
            member.post(page, words(f"For {page}") | {"keep": "1"})
        assert ada.drafts.count() == 2

    def test_script_keeps_it_and_is_told_when(self, member):
        script = {"headers": {"accept": "application/json"}}
        sent = words("Half a thought") | {"keep": "1"}
        assert re.fullmatch(
            r"..:..", member.post(ASK, sent, **script).json()["kept_at"]
        )

    @pytest.mark.parametrize("is_first", [True, False])
    def test_question_that_is_asked_is_no_draft(self, member, ada, is_first):
        if not is_first:
            asking.ask(TCP, make_user(), "Why?")
        sent = words("Why one byte?")
        member.post(ASK, sent | {"keep": "1"})
        member.post(ASK, sent)
        assert Comment.objects.filter(author=ada).count() == 1
        assert not ada.drafts.exists()

    def test_other_words_for_the_topic_and_its_board_stay(self, member, ada):
        topic = asking.ask(TCP, make_user(), "Why?").topic
        Draft.objects.keep(ada, topic, text="An answer")
        Draft.objects.keep(ada, topic.board, text="Something else")
        member.post(ASK, words("Why one byte?"))
        member.post("/learn/http/ask/", words("Why a line?"))
        assert ada.drafts.count() == 2

    def test_words_come_along_when_the_session_has_ended(self, client, ada):
        ada.set_password("three words besides")
        ada.save()
        sent = words("Half a thought")
        refused = client.post(ASK, sent)
        login = f"/accounts/login/?next={ASK}"
        assert f'formaction="{login}"' in refused.text
        who = {"username": "ada", "password": "three words besides"}
        answer = client.post("/accounts/login/", {**sent, **who, "next": ASK})
        assert answer["Location"] == ASK
        assert "Half a thought</textarea>" in client.get(ASK).text

    def test_lesson_that_is_gone_keeps_them_all_the_same(self, ada):
        drafts.carry(ada, "/learn/nothing/ask/", {"text": "Half a thought"})
        assert ada.drafts.get().text == "Half a thought"


class TopicOfLessonTests:
    """The topic is one of the forum's: what moderators and owners decide holds."""

    @pytest.fixture
    def topic(self, ada):
        return asking.ask(TCP, ada, "Why?").topic

    def refused(self, user, why):
        response = signed_in(user).post(ASK, words("And I?"))
        assert response.status_code == 403
        assert why in text_of(response) and "And I?" in text_of(response)
        assert Comment.objects.count() == 1

    def test_hidden(self, topic, client):
        topic.become(State.HIDDEN, "Spam.")
        assert "Nobody has asked yet" in text_of(client.get("/learn/tcp/"))
        self.refused(make_user(), "This topic is hidden")

    def test_closed(self, topic, client):
        topic.close("Enough.")
        bob = make_user()
        assert "1 comment in the forum" in text_of(client.get("/learn/tcp/"))
        lesson = signed_in(bob).get("/learn/tcp/")
        assert "closed to new comments" in text_of(lesson)
        self.refused(bob, "closed to new comments")

    def test_closed_while_somebody_was_asking(self, topic, monkeypatch):
        known = Topic.objects.with_board().get()
        topic.close("Enough.")
        monkeypatch.setattr(asking, "topic_of", lambda lesson: known)
        with pytest.raises(Topic.Changed):
            asking.ask(TCP, make_user(), "And I?")

    def test_moved_to_a_board_that_is_not_open(self, topic, client):
        topic.move(make_board(access=Board.Access.GROUPS))
        assert "Nobody has asked yet" in text_of(client.get("/learn/tcp/"))
        self.refused(make_user(), "not open to you")

    def test_moved_to_a_board_for_reading(self, topic):
        topic.move(make_board(access=Board.Access.READONLY))
        self.refused(make_user(), "kept for reading")

    def test_moved_to_another_open_board(self, topic):
        topic.move(make_board())
        signed_in(make_user()).post(ASK, words("And I?"))
        assert Comment.objects.filter(topic=topic).count() == 2

    def test_board_that_is_not_open(self, ada):
        make_board(slug="lessons", access=Board.Access.GROUPS)
        response = signed_in(ada).post(ASK, words("Why?"))
        assert response.status_code == 403 and "not open to you" in text_of(response)

    def test_blocked_member(self, topic):
        bob = make_user(block="write", block_reason="Unkind.")
        self.refused(bob, "Unkind.")

    @pytest.mark.parametrize("state", [State.WITHDRAWN, State.DELETED])
    def test_gone_with_its_author(self, topic, state, client):
        topic.become(state)
        comment = asking.ask(TCP, make_user(), "Why again?")
        assert comment.topic != topic
        topic.become(State.PUBLISHED)  # its author comes back
        assert "1 comment in the forum" in text_of(client.get("/learn/tcp/"))
        assert Topic.objects.about("/learn/tcp/").get() == comment.topic

    def test_guests_lesson_is_the_same_for_all(self, topic, client):
        first, second = client.get("/learn/tcp/"), Client().get("/learn/tcp/")
        assert first.content == second.content and not first.cookies

    def test_queries_of_a_lesson(self, topic, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(1):
            client.get("/learn/tcp/")


@pytest.mark.database("postgresql")
@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_make_one_topic():
    members = [make_user() for _ in range(4)]
    at_once(*(lambda m=m: asking.ask(TCP, m, f"Why, {m.pk}?") for m in members))
    topic = Topic.objects.get()
    assert topic.comment_count == topic.comments.count() == 4
    assert Board.objects.get().comment_count == 4
