import uuid

import pytest
from django.test import Client
from django.urls import reverse

from apps.forum.forms import CommentForm
from apps.forum.models import Comment, Topic

from .make import make_board, make_topic, make_user

pytestmark = pytest.mark.django_db
TEXT = "*Hello*, @ada!\n\n```python\nprint(1)\n```"


@pytest.fixture
def ada():
    return make_user("ada", display_name="Ada Okafor")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def form(text=TEXT, **fields):
    return {"text": text, "form_key": str(uuid.uuid4()), **fields}


def new_topic(board):
    return reverse("forum:topic_create", args=[board.slug])


def answer(topic):
    return reverse("forum:comment_create", args=[topic.pk])


def change(comment):
    return reverse("forum:comment_edit", args=[comment.pk])


class PreviewTests:
    def pages(self, ada):
        topic = make_topic(author=ada, text="As it was.")
        return [
            new_topic(topic.board),
            answer(topic),
            change(topic.comments.get()),
        ]

    def test_shows_what_would_be_stored_and_keeps_the_form(self, as_ada, ada):
        stored = make_topic(text=TEXT).comments.get().html
        for page in self.pages(ada):
            response = as_ada.post(page, form(title="A title", preview="1"))
            assert response.status_code == 200
            assert stored in response.text
            assert "*Hello*, @ada!" in response.text
            assert 'id="preview"' in response.text

    def test_nothing_is_saved(self, as_ada, ada):
        pages = self.pages(ada)
        before = list(Topic.objects.values()), list(Comment.objects.values())
        for page in pages:
            as_ada.post(page, form(title="A title", preview="1"))
        assert before == (list(Topic.objects.values()), list(Comment.objects.values()))

    def test_form_that_was_looked_at_can_be_sent(self, as_ada):
        topic, sent = make_topic(), form()
        as_ada.post(answer(topic), {**sent, "preview": "1"})
        assert as_ada.post(answer(topic), sent).status_code == 302
        assert topic.comments.count() == 2

    def test_missing_title_is_no_reason_to_see_nothing(self, as_ada):
        page = new_topic(make_board())
        response = as_ada.post(page, form(preview="1"))
        assert "<em>Hello</em>" in response.text

    def test_wrong_text_is_told_beside_the_field(self, as_ada):
        response = as_ada.post(answer(make_topic()), form("a\0b", preview="1"))
        assert "Null characters" in response.text
        assert 'id="preview"' not in response.text

    def test_who_may_not_write_sees_none(self, client):
        response = client.post(answer(make_topic()), form(preview="1"))
        assert response.status_code == 403
        assert 'id="preview"' not in response.text

    def test_script_stays_out(self, as_ada):
        hostile = "<script>alert(1)</script>[x](javascript:alert(1))"
        page = as_ada.post(answer(make_topic()), form(hostile, preview="1")).text
        assert "<script>alert" not in page
        assert 'href="javascript' not in page

    def test_beyond_the_limit_the_text_is_kept(self, as_ada, real_limits):
        page = answer(make_topic())
        for _ in range(50):
            assert as_ada.post(page, form(preview="1")).status_code == 200
        response = as_ada.post(page, form(preview="1"))
        assert response.status_code == 429
        assert "many previews" in response.text
        assert "*Hello*" in response.text

    def test_preview_asks_for_a_token_like_all_that_is_sent(self, ada):
        client = Client(enforce_csrf_checks=True)
        client.force_login(ada)
        response = client.post(answer(make_topic()), form(preview="1"))
        assert response.status_code == 403


class EmptyFormTests:
    """An empty form is rendered once for all; whatever is in one is seen by its owner."""

    def test_looks_as_django_renders_it(self, as_ada):
        page = as_ada.get(make_topic().get_absolute_url()).text
        assert str(CommentForm()["text"].as_field_group()) in page

    def test_form_that_asks_more_is_whole(self, as_ada):
        page = as_ada.get(new_topic(make_board())).text
        assert all(f'name="{name}"' in page for name in ("title", "text", "form_key"))

    def test_each_has_a_key_of_its_own(self, as_ada):
        page = make_topic().get_absolute_url()
        keys = {as_ada.get(page).context["form"]["form_key"].value() for _ in range(2)}
        assert len(keys) == 2
        assert all(f'value="{key}"' not in as_ada.get(page).text for key in keys)

    def test_words_in_it_are_nobody_elses(self, as_ada, client):
        topic = make_topic()
        as_ada.post(answer(topic), form("Of Ada alone.", keep="1"))
        assert "Of Ada alone." in as_ada.get(topic.get_absolute_url()).text
        client.force_login(make_user("lin"))
        assert "Of Ada alone." not in client.get(topic.get_absolute_url()).text
        refused = client.post(answer(topic), form(" "))
        assert "This field is required." in refused.text
        assert (
            "This field is required." not in client.get(topic.get_absolute_url()).text
        )
