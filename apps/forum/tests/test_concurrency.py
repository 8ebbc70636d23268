"""Two people at once, each with a connection of their own."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from apps.forum.counts import miscounted
from apps.forum.models import Comment, Topic

from .make import make_board, make_topic, make_user

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.database("postgresql"),
]


def at_once(*acts):
    """Do each act in a thread of its own; raise what one of them raises."""

    def alone(act):
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(alone, act) for act in acts]:
            done.result(timeout=60)


def test_replies_and_retractions_do_not_wait_for_each_other(monkeypatch):
    board, ada, lin = make_board(), make_user(), make_user()
    quiet, busy = make_topic(ada, board), make_topic(lin, board)
    taken = [busy.reply(lin, "I take this back.") for _ in range(20)]
    save = Comment.save

    def save_slowly(comment, *args, **kwargs):
        save(comment, *args, **kwargs)
        time.sleep(0.02)  # the topic's row is held meanwhile

    monkeypatch.setattr(Comment, "save", save_slowly)

    def answer():
        for number in range(20):
            Topic.objects.get(pk=quiet.pk).reply(ada, f"Answer {number}")

    def take_back():
        for comment in taken:
            Comment.objects.get(pk=comment.pk).retract()

    at_once(answer, take_back, answer, take_back)
    assert miscounted(Topic.objects.all()) == []
    numbers = list(quiet.comments.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 42))
