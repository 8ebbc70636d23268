"""What a person meets who writes or searches a lot, with the site's real numbers."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.tests import letters
from apps.accounts.tests.make import shown
from apps.forum import access
from apps.forum.models import Comment, State, Topic
from apps.look.models import Allowance

from .make import make_board, make_topic, make_topic_with, make_user

pytestmark = pytest.mark.django_db
SEARCH = "/forum/search/"
HERE = "192.0.2.1"


@pytest.fixture
def ada():
    """A member of long standing."""
    return make_user("ada", joined_at=timezone.now() - timedelta(days=90))


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def form(text="A text.", **fields):
    return {"text": text, "form_key": str(uuid.uuid4()), **fields}


def reply_address(topic):
    return reverse("forum:comment_create", args=[topic.pk])


def limited_queries(queries):
    return [q["sql"] for q in queries if "look_allowance" in q["sql"]]


class NewcomerTests:
    def test_somebody_of_today_is_new(self):
        assert access.is_newcomer(make_user())

    def test_after_a_week_nobody_is_new(self, ada, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert not access.is_newcomer(ada)

    def test_who_has_written_enough_is_not_new(self):
        eager = make_topic_with(comments=access.FEW_COMMENTS).author
        assert not access.is_newcomer(eager)

    def test_hidden_comments_do_not_make_a_name(self):
        spammer = make_topic_with(comments=access.FEW_COMMENTS).author
        Comment.objects.filter(number=2).update(state=State.HIDDEN)
        assert access.is_newcomer(spammer)

    def test_who_has_a_role_is_not_new(self):
        assert not access.is_newcomer(make_user(is_staff=True))


class PostTests:
    def test_beyond_the_limit_the_text_is_kept(self, as_ada, ada, real_limits):
        topic = make_topic()
        for n in range(30):
            response = as_ada.post(reply_address(topic), form(f"Number {n}"))
            assert response.status_code == 302
        response = as_ada.post(reply_address(topic), form("My long answer"))
        assert response.status_code == 429
        assert response["Retry-After"] == "30"
        assert "My long answer</textarea>" in response.text
        assert "a lot of writing in a short time" in response.text
        assert "send it again in a minute" in response.text
        assert Comment.objects.filter(author=ada).count() == 30

    def test_same_form_is_taken_when_the_time_has_come(self, as_ada, ada, real_limits):
        topic, sent = make_topic(), form("My long answer")
        for _ in range(30):
            as_ada.post(reply_address(topic), form())
        response = as_ada.post(reply_address(topic), sent)
        key = response.context["form"]["form_key"].value()
        real_limits.forward(int(response["Retry-After"]))
        response = as_ada.post(reply_address(topic), sent | {"form_key": key})
        assert response.status_code == 302
        assert Comment.objects.filter(author=ada).latest("id").text == "My long answer"

    def test_new_member_may_less(self, client, real_limits):
        client.force_login(make_user())
        topic = make_topic()
        answers = [client.post(reply_address(topic), form()) for _ in range(16)]
        assert [answer.status_code for answer in answers] == [302] * 15 + [429]
        assert answers[15]["Retry-After"] == "120"

    def test_topics_and_comments_are_of_one_limit(self, as_ada, real_limits):
        board = make_board()
        address = reverse("forum:topic_create", args=[board.slug])
        for n in range(30):
            as_ada.post(address, form(title=f"Topic {n}"))
        response = as_ada.post(address, form("Kept text", title="Kept title"))
        assert response.status_code == 429
        assert "Kept text</textarea>" in response.text
        assert 'value="Kept title"' in response.text
        assert Topic.objects.count() == 30
        topic = Topic.objects.first()
        assert as_ada.post(reply_address(topic), form()).status_code == 429

    def test_wrong_and_refused_forms_cost_nothing(self, as_ada, real_limits):
        topic = make_topic()
        Topic.objects.update(is_closed=True)
        for _ in range(40):
            assert as_ada.post(reply_address(topic), form()).status_code == 403
            assert as_ada.post(reply_address(make_topic()), form("")).status_code == 200
        assert not Allowance.objects.exists()

    def test_a_post_costs_one_query_more(self, as_ada, real_limits, settings):
        topic, numbers = make_topic(), []
        for settings.LIMITS in ("off", "", ""):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                as_ada.post(reply_address(topic), form(), REMOTE_ADDR=HERE)
            numbers.append(len(queries))
        assert numbers[1] == numbers[2] == numbers[0] + 1


class EditTests:
    def test_comment_keeps_its_old_text_and_the_form_the_new_one(
        self, as_ada, ada, real_limits
    ):
        comment = make_topic(author=ada).comments.get()
        address = reverse("forum:comment_edit", args=[comment.pk])
        for n in range(60):
            assert as_ada.post(address, form(f"Version {n}")).status_code == 302
        response = as_ada.post(address, form("Version 60"))
        assert response.status_code == 429
        assert response["Retry-After"] == "30"
        assert "Version 60</textarea>" in response.text
        comment.refresh_from_db()
        assert comment.text == "Version 59"

    def test_titles_count_too(self, as_ada, ada, real_limits):
        topic = make_topic(author=ada)
        address = reverse("forum:topic_edit", args=[topic.pk])
        for n in range(60):
            as_ada.post(address, {"title": f"Title {n}"})
        response = as_ada.post(address, {"title": "Title 60"})
        assert response.status_code == 429
        assert 'value="Title 60"' in response.text
        topic.refresh_from_db()
        assert topic.title == "Title 59"


class SearchTests:
    def ask(self, client, **more):
        return client.get(SEARCH, {"q": "quokka"}, REMOTE_ADDR=HERE, **more)

    def test_guest_is_limited_by_address(self, client, real_limits, settings):
        settings.LIMITS = "search=0.1"
        make_topic(title="Find me", text="quokka")
        for _ in range(60):
            response = self.ask(client)
        assert "Find me" in response.text
        response = self.ask(client)
        assert response.status_code == 429
        assert response["Retry-After"] == "10"
        assert "Search again in a few seconds." in response.text
        assert 'value="quokka"' in response.text
        assert "Find me" not in response.text
        assert "Nothing found" not in response.text
        elsewhere = client.get(SEARCH, {"q": "quokka"}, REMOTE_ADDR="192.0.2.2")
        assert elsewhere.status_code == 200

    def test_member_is_limited_too(self, as_ada, real_limits):
        answers = {n: self.ask(as_ada).status_code for n in range(61)}
        assert set(answers.values()) == {200, 429}
        assert answers[60] == 429

    def test_guests_page_is_kept_by_nginx_and_a_refusal_is_not(
        self, client, real_limits, settings
    ):
        settings.LIMITS = "search=0.001"
        response = self.ask(client)
        assert response["X-Accel-Expires"] == "1"
        assert not response.cookies
        refused = self.ask(client)
        assert refused.status_code == 429
        assert "X-Accel-Expires" not in refused

    def test_empty_box_costs_nothing(self, client, real_limits):
        client.get(SEARCH, REMOTE_ADDR=HERE)
        client.get(SEARCH, {"q": " "}, REMOTE_ADDR=HERE)
        assert not Allowance.objects.exists()


class ReadingTests:
    """Pages that only show something ask no limit."""

    def test_no_page_but_search_asks(self, client, ada, real_limits):
        topic = make_topic(author=ada)
        pages = ["/", "/forum/", "/forum/topics/", SEARCH, "/members/ada/"]
        pages += [topic.board.get_absolute_url(), topic.get_absolute_url()]
        forms = ["/accounts/login/", "/accounts/register/", "/accounts/password/reset/"]
        for page in pages + forms:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page, REMOTE_ADDR=HERE).status_code == 200
            assert limited_queries(queries) == [], page
        client.force_login(ada)
        comment = topic.comments.get()
        forms = [reverse("forum:topic_create", args=[topic.board.slug])]
        forms += [reverse("forum:topic_edit", args=[topic.pk]), reply_address(topic)]
        forms += [reverse("forum:comment_edit", args=[comment.pk])]
        for page in pages + forms:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page, REMOTE_ADDR=HERE).status_code == 200
            assert limited_queries(queries) == [], page


class FirstLessonTests:
    """A class of 30 behind one address, all new and all at once: the clock stands."""

    def test_nobody_is_refused(self, real_limits):
        topic = make_topic(title="Introduce yourself")
        pupils = [Client(REMOTE_ADDR=HERE) for _ in range(30)]
        for n, pupil in enumerate(pupils):
            fields = {"username": f"pupil{n}", "email": f"pupil{n}@example.org"}
            fields |= shown()
            slip = pupil.post("/accounts/register/", fields | {"password": "short"})
            assert slip.status_code == 200
            made = pupil.post(
                "/accounts/register/", fields | {"password": "k9-w lantern"}
            )
            assert made.status_code == 302
            pupil.post("/accounts/logout/")
            for password in ("slip", "another slip", "k9-w lantern"):
                entered = pupil.post(
                    "/accounts/login/", {"username": f"pupil{n}", "password": password}
                )
            assert entered.status_code == 302
        for letter in letters.read():
            confirmed = Client().post(letters.link_in(letter), REMOTE_ADDR=HERE)
            assert confirmed.status_code == 302
        for _ in range(3):
            for n, pupil in enumerate(pupils):
                answer = pupil.post(reply_address(topic), form(f"I am {n}"))
                assert answer.status_code == 302
                assert pupil.get(SEARCH, {"q": "quokka"}).status_code == 200
        assert User.objects.count() == 31
        assert Comment.objects.count() == 1 + 30 * 3
