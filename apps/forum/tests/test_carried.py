"""Words that come along when somebody has to sign in again before they are sent."""

import uuid

import pytest
from django.test import Client

from apps.forum.models import Board, Draft

from .drafting import answer, change, form, keep, new_topic
from .make import make_board, make_topic, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "three words besides"


@pytest.fixture
def ada():
    return make_user("ada", password=PASSWORD)


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


class CarryTests:
    """The session has ended while somebody was writing."""

    def sign_in(self, client, fields, **credentials):
        login = {"username": "ada", "password": PASSWORD} | credentials
        return client.post("/accounts/login/", {**fields, **login})

    def carried(self, client, page, sent):
        """Send a form signed out, follow its button, give what comes along."""
        refused = client.post(page, sent)
        assert refused.status_code == 403
        assert sent["text"].split()[0] in refused.text
        login = f"/accounts/login/?next={page}"
        assert f'formaction="{login}"' in refused.text
        return client.post(login, sent)

    @pytest.mark.parametrize("kind", ["board", "topic", "comment"])
    def test_words_are_in_their_form_after_signing_in(self, client, ada, kind):
        topic = make_topic(author=ada)
        comment = topic.comments.get()
        pages = {"board": new_topic(topic.board), "topic": answer(topic)}
        page = (pages | {"comment": change(comment)})[kind]
        sent = form('Half\r\na "thought"', title="A title")
        response = self.carried(client, page, sent)
        assert response.status_code == 200
        assert "comes with you" in response.text
        assert 'name="text" value="Half' in response.text
        assert "errorlist" not in response.text
        assert not Draft.objects.exists()

        fields = {**sent, "next": page}
        wrong = self.sign_in(client, fields, password="wrong")
        assert "a &quot;thought&quot;" in wrong.text

        response = self.sign_in(client, fields)
        assert response["Location"] == page
        page = client.get(page).text
        assert "a &quot;thought&quot;</textarea>" in page
        assert sent["form_key"] in page

    def test_who_has_signed_in_elsewhere_meanwhile(self, as_ada, ada):
        topic = make_topic()
        as_ada.post(f"/accounts/login/?next={answer(topic)}", form("Half a thought"))
        assert ada.drafts.get().topic == topic

    def test_other_words_that_were_kept_stay(self, client, ada):
        topic = make_topic()
        keep(ada, topic, "From my phone.")
        self.sign_in(client, form("From my desk.", next=answer(topic)))
        assert ada.drafts.get().text == "From my phone.\n\nFrom my desk."

    def test_same_form_further_on_takes_its_place(self, client, ada):
        topic, sent = make_topic(), form("From my desk, all of it.", next="")
        keep(ada, topic, "From my", form_key=uuid.UUID(sent["form_key"]))
        self.sign_in(client, {**sent, "next": answer(topic)})
        assert ada.drafts.get().text == "From my desk, all of it."

    @pytest.mark.parametrize(
        "next_page",
        ["/", "/nowhere/", "https://example.org/", "/forum/topics/99/reply/", "\0", ""],
    )
    def test_words_from_nowhere_are_kept_without_a_place(self, client, ada, next_page):
        self.sign_in(client, form("Half a thought", next=next_page))
        draft = ada.drafts.get()
        assert (draft.place, draft.text) == (None, "Half a thought")
        assert "Half a thought" in client.get("/forum/drafts/").text

    def test_place_that_is_closed_to_the_member(self, client, ada):
        page = new_topic(make_board(access=Board.Access.GROUPS))
        self.sign_in(client, form("Half a thought", next=page))
        assert ada.drafts.get().place is None

    def test_comment_of_another(self, client, ada):
        page = change(make_topic().comments.get())
        self.sign_in(client, form("Half a thought", next=page))
        assert ada.drafts.get().place is None

    @pytest.mark.parametrize("key", ["", "not-a-key", "\0"])
    def test_strange_form(self, client, ada, key):
        sent = form("a\0b" + "x" * 70_000, form_key=key, next=answer(make_topic()))
        assert self.sign_in(client, sent).status_code == 302
        assert ada.drafts.get().text.startswith("abx")

    def test_whoever_signs_in_is_signed_in(self, client, ada, monkeypatch, caplog):
        monkeypatch.setattr("apps.forum.drafts.place_of", lambda *_: 1 / 0)
        response = self.sign_in(client, form(next="/"))
        assert response.status_code == 302
        assert "could not be kept" in caplog.text

    def test_signing_in_without_words_makes_no_draft(self, client, ada):
        self.sign_in(client, {"form_key": str(uuid.uuid4())})
        assert not Draft.objects.exists()

    def test_form_that_was_sent_before_is_no_draft(self, client, ada):
        topic, sent = make_topic(), form()
        topic.reply(ada, "Said.", uuid.UUID(sent["form_key"]))
        self.sign_in(client, {**sent, "next": answer(topic)})
        assert not Draft.objects.exists()

    def test_token_that_is_too_old_gives_the_words_back(self, ada):
        client = Client(enforce_csrf_checks=True)
        client.force_login(ada)
        response = client.post(answer(make_topic()), form("Short", title="T"))
        assert response.status_code == 403
        assert ">Short</textarea>" in response.text
        assert ">T</textarea>" in response.text
