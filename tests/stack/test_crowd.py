"""Two hundred people who write at once: nothing is lost, nothing is there twice."""

import json
import re
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from urllib.parse import urlencode

import pytest

PEOPLE, TOPICS = 200, 10
# Of so many, each second form arrives twice: somebody pressed the button again.
HASTY = 40

CROWD = f"""
import json
from django.conf import settings
from apps.accounts.models import User
from apps.accounts.sessions import SessionStore
from apps.forum.models import Board

def sign_in(member):
    session = SessionStore()
    session["_auth_user_id"] = str(member.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[-1]
    session["_auth_user_hash"] = member.get_session_auth_hash()
    session.save()
    return session.session_key

host = User.objects.create_user("host", email="host@example.org")
board = Board.objects.create(name="Crowd", slug="crowd")
topics = [board.start_topic(host, f"Topic {{n}}", "Say it.").pk for n in range({TOPICS})]
crowd = [
    User.objects.create_user(f"guest{{n}}", email=f"guest{{n}}@example.org")
    for n in range({PEOPLE})
]
print(json.dumps({{"topics": topics, "sessions": [sign_in(member) for member in crowd]}}))
"""

FOUND = """
import json
from django.db.models import Count, Q
from apps.accounts.models import User
from apps.forum.models import Board, Comment, Topic
from apps.notifications.models import Notification

topics = Topic.objects.filter(board__slug="crowd")
comments = Comment.objects.filter(topic__in=topics).exclude(number=1)
unread = Count("notifications", filter=Q(notifications__read_at=None))
bells = User.objects.annotate(there=unread).values_list("unread_count", "there")
print(json.dumps({
    "comments": list(
        comments.order_by("topic", "number").values_list("topic", "number", "text")
    ),
    "by_time": list(
        comments.order_by("topic", "created_at", "number").values_list("topic", "number")
    ),
    "board": list(Board.objects.values_list("topic_count", "comment_count").get(slug="crowd")),
    "topics": sorted(topics.values_list("comment_count", flat=True)),
    "bells": list(bells),
    "host": Notification.objects.filter(recipient__username="host").count(),
    "found": Comment.objects.filter(tokens__contains="crowdword").count(),
}))
"""


class Person:
    """A member of the crowd, with a browser of the simplest kind."""

    def __init__(self, stack, number, session, topics):
        self.stack = stack
        self.number = number
        self.session = session
        self.topic = topics[number % len(topics)]
        self.path = f"/forum/topics/{self.topic}/reply/"

    def write(self, text, times=1):
        """Open the form, fill it in and send it; give the statuses of the answers."""
        page = self.stack.ask(self.path, Cookie=f"sessionid={self.session}")
        assert page.status == 200, page.text
        token = page.headers["Set-Cookie"].partition("csrftoken=")[2].partition(";")[0]
        fields = {
            name: re.search(rf'name="{name}" value="([^"]+)"', page.text)[1]
            for name in ("csrfmiddlewaretoken", "form_key")
        }
        body = urlencode(fields | {"text": text})

        def send(_):
            return self.stack.ask(
                self.path,
                "POST",
                body,
                Cookie=f"sessionid={self.session}; csrftoken={token}",
                Content_Type="application/x-www-form-urlencoded",
            ).status

        with ThreadPoolExecutor(times) as fingers:
            return list(fingers.map(send, range(times)))


@pytest.fixture(scope="module")
def written(stack):
    """Let all write two comments each; give what was acknowledged, and what is there."""
    made = json.loads(stack.manage("shell", "-v0", "-c", CROWD).splitlines()[-1])
    crowd = [
        Person(stack, number, session, made["topics"])
        for number, session in enumerate(made["sessions"])
    ]
    gate = threading.Barrier(PEOPLE)

    def take_part(person):
        gate.wait(60)
        first = f"crowdword first of {person.number}"
        second = f"crowdword second of {person.number}"
        yield first, person.write(first)
        yield second, person.write(second, 2 if person.number < HASTY else 1)

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = pool.map(lambda person: list(take_part(person)), crowd)
        answers = [answer for both in answers for answer in both]
    found = json.loads(stack.manage("shell", "-v0", "-c", FOUND).splitlines()[-1])
    return answers, found


class CrowdTests:
    def test_everybody_is_answered(self, written):
        statuses = Counter(status for _, all_of in written[0] for status in all_of)
        assert statuses == {302: 2 * PEOPLE + HASTY}

    def test_every_acknowledged_comment_is_there_once(self, written):
        answers, found = written
        acknowledged = sorted(text for text, _ in answers)
        assert sorted(text for _, _, text in found["comments"]) == acknowledged

    def test_numbers_are_unique_and_without_a_gap(self, written):
        comments = written[1]["comments"]
        for _, of_topic in groupby(comments, key=lambda comment: comment[0]):
            numbers = [number for _, number, _ in of_topic]
            assert numbers == list(range(2, 2 + 2 * PEOPLE // TOPICS))

    def test_numbers_are_in_the_order_of_publication(self, written):
        assert written[1]["by_time"] == [c[:2] for c in written[1]["comments"]]

    def test_all_counts_are_exact(self, written):
        _, found = written
        each = 1 + 2 * PEOPLE // TOPICS
        assert found["topics"] == [each] * TOPICS
        assert found["board"] == [TOPICS, TOPICS * each]
        assert all(shown == there for shown, there in found["bells"])

    def test_who_asked_is_told_of_each_answer_once(self, written):
        assert written[1]["host"] == 2 * PEOPLE

    def test_each_is_found_by_its_words(self, stack, written):
        assert written[1]["found"] == 2 * PEOPLE
        assert stack.ask("/forum/search/?q=crowdword&in=comments").status == 200
