"""Who has an account, and is no member yet, reads like a guest and writes nothing."""

import uuid

import pytest

from apps.forum.models import Board, Comment, Topic

from .make import make_board, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["confirmed_at", "approved_at"])
def newcomer(client, request):
    user = make_user("ada", **{request.param: None})
    client.force_login(user)
    return user


class NewcomerTests:
    def test_reads_what_everybody_reads(self, client, newcomer):
        topic = make_topic(title="For all")
        inner = make_board(access=Board.Access.MEMBERS)
        hidden = make_topic(title="For members", board=inner)

        page = client.get(topic.get_absolute_url())

        assert newcomer.why_not_joined in page.text
        assert "See what is to do" in page.text
        assert client.get(hidden.get_absolute_url()).status_code == 404
        assert "For members" not in client.get("/forum/topics/").text

    def test_writes_nothing(self, client, newcomer):
        topic = make_topic()
        typed = {"title": "T", "text": "My words", "form_key": str(uuid.uuid4())}

        for path in (
            f"{topic.get_absolute_url()}reply/",
            f"{topic.board.get_absolute_url()}new/",
        ):
            response = client.post(path, typed)
            assert response.status_code == 403
            assert newcomer.why_not_joined in response.text
            assert "My words" in response.text
        assert (Topic.objects.count(), Comment.objects.count()) == (1, 1)

    def test_is_seen_by_nobody_else(self, client, newcomer):
        assert client.get(newcomer.get_absolute_url()).status_code == 200
        client.force_login(make_user("eve"))
        assert client.get(newcomer.get_absolute_url()).status_code == 404
