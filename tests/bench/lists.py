"""Ask the lists of the back office; run inside the site by `manage.py shell`.

Each is compared with the least that a database can be asked: one row by its key.
"""

import json
import re
from datetime import timedelta
from statistics import median
from time import perf_counter

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.forum.models import Board, Comment, Topic
from apps.moderation.models import Case

from .queries import settle

MODERATOR = "grace"
ROUNDS = 5
LOOKUPS = 200
ADDRESS = "192.0.2.7"
COUNT = re.compile(r'office__count">(.+?) \w+</h2>')
# {} stands for what there is in this forum (words_for).
LISTS = {
    "topic": [
        "",
        "older={middle}",
        "words=socket",
        "words=socket+-nginx&closed=yes",
        "author={busy}",
        "board={large}",
        "board={small}",
        "state=hidden",
        "closed=no",
        "closed=yes",
        "pinned=yes",
        "edited=yes",
        "links=yes",
        "links=no",
        "created_from={old}&created_to={later}",
        "active_from={old}&active_to={later}",
        "comments_from=500",
        "comments_to=2",
        "reported=now",
        "reported=never",
        "reports_from=3",
        "address={address}",
        "closed=yes&board={large}&reported=now",
    ],
    "comment": [
        "",
        "older={middle}",
        "words=socket",
        "words=socket+nginx+timeout",
        "words=socket&links=yes",
        "author={busy}",
        "author={rare}",
        "board={large}",
        "board={small}",
        "state=hidden",
        "state=published",
        "edited=yes",
        "links=yes",
        "links=no",
        "created_from={old}&created_to={later}",
        "created_from={recent}",
        "reported=now",
        "reported=never",
        "reports_from=3",
        "reports_to=1",
        "address={address}",
        "author={busy}&state=hidden",
        "board={large}&links=yes&edited=yes",
        "address={address}&links=yes&created_from={recent}",
    ],
    "member": [
        "",
        "words={rare}",
        "blocked=now",
        "blocked=no",
        "role=yes",
        "active=no",
        "confirmed=no",
        "waiting=yes",
        "joined_from={recent}",
        "seen_from={recent}",
        "comments_from=1000",
        "comments_to=0",
        "reported=now",
        "reported=never",
        "reports_from=3",
        "address={address}",
        "blocked=now&comments_from=10",
    ],
}
ADDRESSES = {
    "topic": "admin:forum_topic_changelist",
    "comment": "admin:forum_comment_changelist",
    "member": "admin:accounts_user_changelist",
}


def stir():
    """Give the crowd what only life gives: acts, reports, addresses, newcomers."""
    now = timezone.now()
    Topic.objects.annotate(n=F("pk") % 10).filter(n=3).update(is_closed=True)
    Topic.objects.annotate(n=F("pk") % 500).filter(n=4).update(is_pinned=True)
    Topic.objects.annotate(n=F("pk") % 100).filter(n=5).update(state="hidden")
    comments = Comment.objects.annotate(n=F("pk") % 30)
    comments.filter(n=5).update(has_links=True)
    comments.filter(n=6, number=1).update(edited_at=F("created_at"))
    people = User.objects.exclude(username=MODERATOR)
    people.update(last_login=F("active_at"))
    for number, fields in [
        (50, {"block": "write", "block_reason": "Advertising."}),
        (90, {"is_active": False}),
        (70, {"confirmed_at": None}),
        (60, {"approved_at": None}),
    ]:
        people.annotate(n=F("pk") % number).filter(n=7).update(**fields)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE forum_comment SET address = ('192.0.2.' || id %% 200)::inet "
            "WHERE created_at > %s",
            [now - timedelta(days=30)],
        )
    recent = Comment.objects.order_by("-pk")[:40_000:20]
    cases = [Case(comment=c, person_id=c.author_id) for c in recent]
    topics = Topic.objects.order_by("-pk")[:1_000:5]
    cases += [Case(topic=t, person_id=t.author_id) for t in topics]
    for number, case in enumerate(cases):
        case.report_count = 1 + number % 4
        case.decided_at = None if number % 8 == 0 else now
    Case.objects.bulk_create(cases, batch_size=1_000)
    settle()


def ask_lists():
    """Print what each list costs the database, beside a look-up of one row."""
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(User.objects.get(username=MODERATOR))
    lookup, words = look_up(), words_for()
    rows = []
    for kind, questions in LISTS.items():
        for question in questions:
            query = question.format(**words[kind])
            found, queries, seconds = ask(client, f"{reverse(ADDRESSES[kind])}?{query}")
            rows.append(
                {
                    "list": kind,
                    "conditions": query,
                    "found": found,
                    "queries": queries,
                    "microseconds": round(seconds * 1e6),
                    "ratio": round(seconds / lookup, 1),
                }
            )
    result = {"lookup_microseconds": round(lookup * 1e6), "rows": rows}
    print(json.dumps(result))  # noqa: T201 its caller reads it


def look_up():
    """Measure the finding of one comment by its key, in the middle of many."""
    keys = list(Comment.objects.values_list("pk", flat=True)[: 50 * LOOKUPS : 50])
    rounds = []
    for _ in range(ROUNDS):
        with Stopwatch() as watch:
            for key in keys:
                Comment.objects.get(pk=key)
        rounds.append(watch.times)
    return median(map(min, zip(*rounds, strict=True)))


def words_for():
    """Give what the questions leave open, as it stands in this forum."""
    ids = Comment.objects.values_list("author", flat=True)
    writers = User.objects.filter(pk__in=ids[:1_000], is_active=True)
    boards = list(Board.objects.order_by("topic_count").values_list("slug", flat=True))
    now = timezone.localdate()
    words = {
        "busy": writers.latest("comment_count").username,
        "rare": writers.earliest("comment_count").username,
        "large": boards[-1],
        "small": boards[0],
        "old": now - timedelta(days=400),
        "later": now - timedelta(days=398),
        "recent": now - timedelta(days=7),
        "address": ADDRESS,
    }
    middle = Topic.objects.order_by("-last_comment_at")
    topic = middle[middle.count() // 2]
    comment = Comment.objects.filter(created_at__lt=topic.created_at).latest("pk")
    return {
        "topic": words | {"middle": position(topic.last_comment_at, topic)},
        "comment": words | {"middle": position(comment.created_at, comment)},
        "member": words,
    }


def position(moment, row):
    """Write where a page begins, as the links between pages do."""
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}Z,{row.pk}"


def ask(client, address):
    """Open a list some times: what it found, its queries, the database's seconds.

    Of each query the quickest: whatever else the machine does only adds to it.
    """
    rounds = []
    for _ in range(ROUNDS):
        with Stopwatch() as watch:
            response = client.get(address)
        assert response.status_code == 200, f"{address}: {response.status_code}"
        rounds.append(watch.times)
    found = COUNT.search(response.text)
    # Now and then a request asks more: the first, or one that keeps a session alive.
    fewest = min(map(len, rounds))
    usual = [times for times in rounds if len(times) == fewest]
    quickest = [min(times) for times in zip(*usual, strict=True)]
    return found and found[1], len(quickest), sum(quickest)


class Stopwatch:
    """Measures how long the database takes for each query of a block."""

    def __init__(self):
        self.times = []
        self.wrapper = connection.execute_wrapper(self.measured)

    def __enter__(self):
        self.wrapper.__enter__()
        return self

    def __exit__(self, *failure):
        self.wrapper.__exit__(*failure)

    def measured(self, execute, *arguments):
        start = perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.times.append(perf_counter() - start)
