import re

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.forum.counts import miscounted
from apps.forum.leaving import erase
from apps.forum.models import Comment, State, Topic

from .make import make_topic, make_user

pytestmark = pytest.mark.django_db
NAMES = "/forum/names/"


@pytest.fixture
def ada():
    return make_user("ada", display_name="Ada Okafor")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def names(client, begins):
    response = client.get(NAMES, {"begins": begins})
    return [each["username"] for each in response.json()["names"]]


class CommentPutBackTests:
    @pytest.fixture
    def comment(self, ada):
        comment = make_topic().reply(ada, "Said in haste.")
        comment.retract()
        return comment

    def address(self, comment):
        return f"/forum/comments/{comment.pk}/put-back/"

    def test_button_in_its_place_and_in_the_message(self, as_ada, ada):
        comment = make_topic().reply(ada, "Said in haste.")
        page = as_ada.post(f"/forum/comments/{comment.pk}/delete/", follow=True).text
        assert "Your comment is taken back." in page
        assert page.count(f'action="{self.address(comment)}"') == 2
        assert "Said in haste." not in page

    def test_tokens_are_of_this_session_after_signing_in_again(self, ada, comment):
        # Comments are rendered once and kept; a token is nothing to keep.
        for _ in range(2):
            client = Client(enforce_csrf_checks=True)
            client.force_login(ada)
            page = client.get(comment.topic.get_absolute_url()).text
        assert self.address(comment) in page
        for token in re.findall('name="csrfmiddlewaretoken" value="(.+?)"', page):
            response = client.post(
                "/forum/unread/clear/", {"csrfmiddlewaretoken": token}
            )
            assert response.status_code == 302

    def test_it_is_there_again_as_it_was(self, as_ada, comment):
        page = as_ada.post(self.address(comment), follow=True).text
        assert "Said in haste." in page
        assert "Your comment is there again." in page
        comment.refresh_from_db()
        assert (comment.state, comment.taken_back_at) == (State.PUBLISHED, None)
        assert miscounted(Topic.objects.all()) == []

    def test_others_may_not(self, client, comment):
        moderator = make_user(is_staff=True, is_superuser=True)
        for person in make_user(), moderator:
            client.force_login(person)
            assert client.post(self.address(comment)).status_code == 403
            page = client.get(comment.topic.get_absolute_url()).text
            assert self.address(comment) not in page

    @pytest.mark.parametrize("state", [State.HIDDEN, State.DELETED, State.HELD])
    def test_what_a_moderator_did_is_not_undone(self, as_ada, comment, state):
        comment.become(state)
        assert as_ada.post(self.address(comment)).status_code in {403, 404}
        page = as_ada.get(comment.topic.get_absolute_url()).text
        assert self.address(comment) not in page
        assert not comment.put_back()
        comment.refresh_from_db()
        assert comment.state == state

    def test_hidden_while_its_author_took_it_back(self, ada):
        comment = make_topic().reply(ada, "Said in haste.")
        Comment.objects.get(pk=comment.pk).become(State.HIDDEN)
        comment.retract()
        assert Comment.objects.get(pk=comment.pk).state == State.HIDDEN

    def test_closed_topic_stays_as_it_is(self, as_ada, comment):
        comment.topic.close()
        assert as_ada.post(self.address(comment)).status_code == 403

    def test_words_of_who_has_left_do_not_come_back(self, ada, comment):
        erase(ada, everything=False)
        assert not Comment.objects.get(pk=comment.pk).put_back()


class NameListTests:
    @pytest.mark.parametrize("begins", ["lo", "LO", "Mira", "mira v", "ｌｏ"])
    def test_found_by_the_beginning_of_either_name(self, as_ada, begins):
        make_user("lovelace", display_name="Mira Vale")
        assert names(as_ada, begins) == ["lovelace"]

    def test_says_no_more_than_a_page_does(self, as_ada, ada):
        response = as_ada.get(NAMES, {"begins": "ad"})
        shown = {"username": "ada", "name": "Ada Okafor", "face": ada.face_url}
        assert response.json() == {"names": [shown]}

    @pytest.mark.parametrize(
        "begins", ["", "kafor", "ada@", "ada@example.org", "%", "_", "ad\0"]
    )
    def test_nothing_else_is_found(self, as_ada, begins):
        make_user("lovelace")
        assert names(as_ada, begins) == []

    def test_eight_and_the_lately_active_first(self, as_ada):
        people = [make_user(f"lin{n}") for n in range(10)]
        people[4].note_comment(timezone.now())
        found = names(as_ada, "lin")
        assert found[0] == "lin4"
        assert len(found) == 8

    @pytest.mark.parametrize(
        "fields",
        [{"deleted_at": timezone.now()}, {"approved_at": None}, {"block": "entry"}],
    )
    def test_who_is_not_listed_is_left_out(self, as_ada, fields):
        make_user("lovelace", **fields)
        assert names(as_ada, "lo") == []

    def test_only_for_those_who_may_write(self, client):
        assert client.get(NAMES, {"begins": "a"}).status_code == 403
        client.force_login(make_user("blocked", block="write"))
        assert client.get(NAMES, {"begins": "a"}).status_code == 403

    def test_beyond_the_limit_there_are_none(self, as_ada, real_limits):
        for _ in range(60):
            assert names(as_ada, "ad") == ["ada"]
        response = as_ada.get(NAMES, {"begins": "ad"})
        assert response.status_code == 429
        assert response.json() == {"names": []}

    def test_one_query_more_than_for_the_reader(
        self, as_ada, django_assert_num_queries
    ):
        for n in range(12):
            make_user(f"lin{n}")
        with django_assert_num_queries(3):
            names(as_ada, "lin")

    @pytest.mark.parametrize("column", ["username_key", "display_key"])
    def test_an_index_answers(self, column):
        members = User.objects.filter(**{f"{column}__begins": "ad"}).only("pk")
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL enable_seqscan = off")
            plan = members.explain()
        assert "accounts_user_" in plan or "username_key" in plan
        assert "SCAN accounts_user\n" not in plan and "Seq Scan" not in plan
