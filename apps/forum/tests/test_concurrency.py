"""Two people at once, each with a connection of their own."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.forum import notices
from apps.forum.counts import miscounted
from apps.forum.models import Comment, Draft, Topic, Watch
from apps.look.models import QueuedTask
from apps.notifications import digests
from apps.notifications.models import Notification, Preference

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


def counted(*members):
    """Give what each member's badge says, and what there is."""
    rows = User.objects.filter(pk__in=[member.pk for member in members])
    said = {row.pk: row.unread_count for row in rows}
    there = {member.pk: member.notifications.unread().count() for member in members}
    return said, there


def test_two_who_call_each_other_do_not_wait_for_each_other():
    ada, lin = make_user("ada"), make_user("lin")
    one, two = make_topic(ada), make_topic(lin)

    def call(topic, author, name):
        def act():
            for number in range(25):
                member = User.objects.get(pk=author.pk)
                Topic.objects.get(pk=topic.pk).reply(member, f"@{name} {number}")

        return act

    at_once(
        call(one, lin, "ada"),
        call(two, ada, "lin"),
        call(two, lin, "ada"),
        call(one, ada, "lin"),
    )
    said, there = counted(ada, lin)
    assert said == there == {ada.pk: 50, lin.pk: 50}


class Crowd:
    """What people do to one topic, at the same time, each from a thread of its own."""

    def __init__(self):
        self.author = make_user("author")
        self.readers = [make_user() for _ in range(6)]
        self.topic = make_topic(self.author)
        self.names = " ".join(f"@{reader.username}" for reader in self.readers)
        self.comments = []
        Watch.objects.bulk_create(
            Watch(member=reader, topic=self.topic) for reader in self.readers
        )

    def write(self):
        for number in range(20):
            text = self.names if number % 3 else "No names."
            comment = Topic.objects.get(pk=self.topic.pk).reply(self.author, text)
            notices.tell_watchers(comment)
            self.comments.append(comment.pk)

    def edit(self):
        for _ in range(60):
            for comment in Comment.objects.filter(pk__in=self.comments[-2:]):
                comment.edit(f"{self.names} again")

    def read(self):
        for number in range(60):
            reader = User.objects.get(pk=self.readers[number % 6].pk)
            reader.notifications.all().read_by(reader)

    def take_back(self):
        for _ in range(30):
            last = Comment.objects.filter(pk__in=self.comments[-1:])
            Notification.objects.filter(target_id__in=last.values("pk")).withdraw()


def test_unread_is_exact_while_all_write_read_and_take_back():
    crowd = Crowd()
    at_once(
        *(crowd.write, crowd.write, crowd.edit),
        *(crowd.read, crowd.read, crowd.take_back),
    )
    said, there = counted(*crowd.readers)
    assert said == there


def test_weekly_letter_is_queued_once_by_two_at_once():
    people = [make_user() for _ in range(20)]
    Preference.objects.expect_digest(people)
    Preference.objects.update(digest_at=timezone.now() - timedelta(days=8))
    at_once(*[digests.send_due] * 4)
    queued = QueuedTask.objects.filter(task_path__endswith="send_digest")
    assert sorted(task.args_kwargs["args"][0] for task in queued) == sorted(
        person.pk for person in people
    )
