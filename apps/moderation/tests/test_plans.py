"""A hundred thousand comments: no list of the back office reads them all.

The database is asked how much it has worked, not how it means to: SQLite counts its
steps, PostgreSQL the rows it has looked at. Reading the table once is many times
what is allowed here.
"""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.tests.make import make_crowd
from apps.forum.models import Comment, Topic
from apps.forum.tests.make import make_board
from apps.moderation.admin import office

from .community import report
from .make import make_moderator

pytestmark = pytest.mark.django_db

ROWS = 100_000
TOPICS = ROWS // 20
LISTS = {
    "comment": reverse("admin:forum_comment_changelist"),
    "topic": reverse("admin:forum_topic_changelist"),
    "member": reverse("admin:accounts_user_changelist"),
}
# Without statistics of ranges SQLite takes these to be common and looks at each row
# in their order; of words it sorts all that it finds. It serves development, and
# whatever takes long is stopped (apps/look/patience.py).
WALKED_BY_SQLITE = {
    "words=common",
    "words=common&links=yes",
    "seen_from=2025-09-20",
    "comments_from=1000",
    "comments_from=1000&blocked=no",
}
# What one question may cost: a thousand rows and a page of them, found by an index.
# PostgreSQL may look at every topic and at the same rows in two of its nodes: which
# of two plans of one price it takes is chance. The table read once is 100,000.
STEPS = 300_000
READ = 30_000
REMOVED = ["Filter", "Index Recheck"]

QUESTIONS = {
    "comment": [
        "",
        "words=zebra",
        "words=common",
        "author=member-7",
        "board=b1",
        "board=b9",
        "state=hidden",
        "state=held&state=deleted",
        "state=published",
        "created_from=2025-01-01",
        "created_from=2023-05-01&created_to=2023-05-03",
        "edited=yes",
        "edited=no",
        "links=yes",
        "links=no",
        "address=192.0.2.7",
        "address=198.51.100.1",
        "reported=now",
        "reported=never",
        "reports_from=2",
        "reports_to=1",
        "words=zebra&author=member-7",
        "words=common&links=yes",
        "author=member-7&state=hidden",
        "board=b1&links=yes&state=published",
        "board=b9&created_from=2025-01-01",
        "links=yes&edited=yes",
        "links=yes&created_from=2023-05-01&created_to=2023-05-09",
        "state=hidden&links=yes&board=b1",
        "reported=now&board=b1",
        "address=192.0.2.7&links=yes&state=published",
    ],
    "topic": [
        "",
        "words=zebra",
        "author=member-7",
        "board=b1",
        "board=b9",
        "state=hidden",
        "closed=yes",
        "closed=no",
        "pinned=yes",
        "created_from=2023-05-01&created_to=2023-05-03",
        "active_from=2025-01-01",
        "active_from=2023-05-01&active_to=2023-05-03",
        "comments_from=500",
        "comments_from=1&comments_to=20",
        "edited=yes",
        "links=no",
        "address=192.0.2.7",
        "reported=now",
        "reported=never",
        "reports_from=2",
        "closed=yes&board=b1&state=published",
        "pinned=yes&closed=yes",
        "words=zebra&closed=no",
        "links=yes&board=b9",
    ],
    "member": [
        "",
        "words=member-4711",
        "words=nobody",
        "blocked=now",
        "blocked=no",
        "role=yes",
        "active=no",
        "confirmed=no",
        "confirmed=yes",
        "waiting=yes",
        "waiting=no",
        "joined_from=2023-05-01&joined_to=2023-05-03",
        "seen_from=2025-09-20",
        "comments_from=1000",
        "comments_to=0",
        "reported=ever",
        "reported=never",
        "address=192.0.2.7",
        "words=member-4&blocked=now",
        "role=yes&active=no",
        "comments_from=1000&blocked=no",
        "joined_from=2023-05-01&confirmed=no",
        "joined_from=2023-05-01&waiting=yes",
    ],
}


def series(count):
    return {
        "sqlite": "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL "
        f"SELECT n + 1 FROM series WHERE n < {count}) ",
        "postgresql": f"WITH series(n) AS (SELECT generate_series(1, {count})) ",
    }[connection.vendor]


def moment(days):
    """Write the SQL for a moment so many days after 2023 began."""
    return {
        "sqlite": f"datetime('2023-01-01', '+' || {days} || ' days')",
        "postgresql": f"timestamptz '2023-01-01' + {days} * interval '1 day'",
    }[connection.vendor]


def one_in(number, yes, no):
    return f"CASE WHEN n % {number} = 3 THEN {yes} ELSE {no} END"


def fill():
    """Write a community of that size in a few statements."""
    make_crowd(ROWS)
    boards = [make_board(name=f"b{n}", slug=f"b{n}").pk for n in range(10)]
    first = User.objects.earliest("pk").pk
    # Board b9 has three topics, the others share the rest.
    board = f"CASE WHEN n % 1700 = 5 THEN {boards[9]} ELSE {boards[0]} + n % 9 END"
    hidden = one_in(100, "'hidden'", "'published'")
    day = moment(f"(n * 1000 / {TOPICS})")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO forum_topic (board_id, author_id, title, tokens, state, "
            "is_pinned, is_closed, reason, created_at, last_number, comment_count, "
            f"last_comment_at) {series(TOPICS)} SELECT {board}, {first} + n % 2000, "
            f"'Topic', '', {hidden}, {one_in(500, 'TRUE', 'FALSE')}, "
            f"{one_in(10, 'TRUE', 'FALSE')}, '', {day}, 20, {one_in(1000, 700, 20)}, "
            f"{day} FROM series"
        )
        topic = Topic.objects.earliest("pk").pk
        day = moment(f"(n * 1000 / {ROWS})")
        zebra = one_in(1000, "' zebra'", "''")
        address = "('192.0.2.' || (n % 200))"
        if connection.vendor == "postgresql":
            address += "::inet"
        cursor.execute(
            "INSERT INTO forum_comment (topic_id, author_id, number, text, html, "
            f"tokens, state, has_links, edited_at, address, created_at) {series(ROWS)} "
            f"SELECT {topic} + (n - 1) / 20, {first} + n % 2000, (n - 1) % 20 + 1, "
            f"'', '', 'common w' || (n % 100) || {zebra}, {hidden}, "
            f"{one_in(20, 'TRUE', 'FALSE')}, {one_in(30, day, 'NULL')}, "
            f"CASE WHEN n > {ROWS * 9 // 10} THEN {address} END, {day} FROM series"
        )
        day = moment(f"((id - {first}) * 1000 / {ROWS})")
        cursor.execute(
            f"UPDATE accounts_user SET joined_at = {day}, "
            f"last_login = {one_in(3, day, 'NULL').replace('n %', 'id %')}, "
            "comment_count = CASE WHEN id % 3 = 0 THEN 0 ELSE id % 40 END, block = "
            "CASE WHEN id % 500 = 1 THEN 'write' ELSE '' END, is_active = "
            "CASE WHEN id % 900 = 1 THEN FALSE ELSE TRUE END, confirmed_at = "
            "CASE WHEN id % 50 = 1 THEN NULL ELSE joined_at END, approved_at = "
            "CASE WHEN id % 70 = 1 THEN NULL ELSE joined_at END"
        )
        cursor.execute("ANALYZE")


def rows_read(node):
    """Add up the rows that PostgreSQL has looked at, those it then left out too."""
    below = sum(rows_read(child) for child in node.get("Plans", []))
    if "Scan" not in node["Node Type"]:
        return below
    left_out = sum(node.get(f"Rows Removed by {why}", 0) for why in REMOVED)
    return below + (node["Actual Rows"] + left_out) * node["Actual Loops"]


def work(sql):
    """Give how much the database works to answer, in its own measure."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
            plan = cursor.fetchone()[0]
            plan = json.loads(plan) if isinstance(plan, str) else plan
            return rows_read(plan[0]["Plan"])
        steps = 0

        def count():
            nonlocal steps
            steps += 1_000

        connection.connection.set_progress_handler(count, 1_000)
        try:
            cursor.execute(sql)
            cursor.fetchall()
        finally:
            connection.connection.set_progress_handler(None, 1_000)
        return steps


@pytest.fixture
def crowd(client):
    fill()
    mod = make_moderator("mod")
    for comment in Comment.objects.order_by("-pk")[:30]:
        report(comment, times=2)
    for topic in Topic.objects.order_by("pk")[:30]:
        report(topic)
    client.force_login(mod)
    return client


class PlanTests:
    # One test and not a hundred: the community is written once.
    def test_no_list_reads_the_whole_table(self, crowd, monkeypatch):
        monkeypatch.setattr(office, "SECONDS", 60)
        limit = STEPS if connection.vendor == "sqlite" else READ
        assert work("SELECT COUNT(*) FROM forum_comment WHERE text LIKE 'x'") > limit
        exempt = WALKED_BY_SQLITE if connection.vendor == "sqlite" else ()
        too_much = []
        for kind, questions in QUESTIONS.items():
            for question in questions:
                with CaptureQueriesContext(connection) as queries:
                    response = crowd.get(f"{LISTS[kind]}?{question}")
                assert response.context["page"] is not None, question
                for query in queries.captured_queries:
                    if not re.match("SELECT .*(forum_|accounts_user)", query["sql"]):
                        continue
                    steps = work(query["sql"])
                    if steps > limit and question not in exempt:
                        too_much.append((kind, question, steps, query["sql"][-500:]))
        assert not too_much, "\n".join(map(str, too_much))
