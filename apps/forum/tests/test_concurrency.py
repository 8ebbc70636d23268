"""Two people at once, each with a connection of their own."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.forum.counts import miscounted
from apps.forum.models import Comment, Draft, Topic

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


def test_draft_does_not_outlive_the_form_that_was_sent():
    """A request to keep it may come at the same moment, or a little late."""
    ada, topic = make_user(), make_topic()
    comment = topic.reply(ada, "As it was.")

    def keep(place, key):
        with suppress(Draft.Sent):
            Draft.objects.keep(ada, place, text="Half", form_key=key)

    for number in range(15):
        key, edit_key = uuid.uuid4(), uuid.uuid4()
        same = Topic.objects.get(pk=topic.pk)
        changed = Comment.objects.get(pk=comment.pk)
        at_once(
            partial(keep, topic, key),
            partial(same.reply, ada, f"Whole {number}", key),
            partial(keep, topic, key),
            partial(keep, comment, edit_key),
            partial(changed.edit, f"Changed {number}", ada, edit_key),
            partial(keep, comment, edit_key),
        )
    assert list(ada.drafts.all()) == []
    assert User.objects.get(pk=ada.pk).draft_count == 0


def test_two_windows_keep_one_draft():
    ada, topic = make_user(), make_topic()
    keep = partial(Draft.objects.keep, ada, topic, text="Half")
    at_once(keep, keep, keep, keep)
    assert ada.drafts.count() == User.objects.get(pk=ada.pk).draft_count == 1
