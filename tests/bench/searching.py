"""Measure searches inside the site; run there by `manage.py shell` (see __main__.py).

A page of results is twenty comments with their topics, boards and authors. The floor
is to look up one such row by its id. So within 20 times the floor means: finding,
counting and ranking cost no more than fetching twenty known rows one by one.
"""

import json
import time
from statistics import median

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from apps.forum.models import Comment
from apps.forum.search_form import SearchForm
from apps.forum.search_results import Search

from .cpu import nanoseconds

ROUNDS = 15
SEARCHES = {
    "common word": "the",
    "word of one in ten": "before",
    "rare word": "uwsgi_pass",
    "one comment in 200": "digit",
    "no such word": "zzzzz",
    "Chinese": "中文",
    "common phrase": '"the log only says"',
    "rare phrase": '"by hand"',
    "frequent words, never so": '"the in"',
    "without a frequent word": "nginx -the",
    "with a tag": "the tag:nginx",
    "in titles": "nginx in:title",
    "in topics": "nginx in:topics",
    "in one year": "django after:2025 before:2026",
}


def measure():
    """Print what each search costs, and the floor: [{"name", "application", …}, …]."""
    some = Comment.objects.published().order_by("pk")[1_000].pk
    rows = [row("one row by its id", lambda: Comment.objects.with_topic().get(pk=some))]
    for name, typed in SEARCHES.items():
        for order, by in {"relevance": "", "date": " by:date"}.items():
            rows.append(row(f"{name}, by {order}", lambda q=typed + by: first_page(q)))
    print(json.dumps(rows))  # noqa: T201 its caller reads it


def first_page(typed):
    """Find the first page as the view does, but for marking and showing it."""
    form = SearchForm(QueryDict(mutable=True) | {"q": typed}, AnonymousUser())
    assert form.is_valid(), form.errors
    search = Search(form)
    search.marked = list
    search.page(QueryDict())
    return search


def row(name, ask):
    """Give the medians in microseconds of CPU, and how many queries it takes."""
    ask()
    with CaptureQueriesContext(connection) as queries:
        found = ask()
    server = connection.connection.info.backend_pid
    costs = []
    for _ in range(ROUNDS):
        before = time.process_time_ns(), nanoseconds(server)
        ask()
        after = time.process_time_ns(), nanoseconds(server)
        costs.append([(b - a) / 1000 for a, b in zip(before, after, strict=True)])
    application, database = (median(part) for part in zip(*costs, strict=True))
    return {
        "name": name,
        "application": round(application),
        "database": round(database),
        "queries": len(queries),
        "found": found.count if isinstance(found, Search) else 1,
        "is_more": isinstance(found, Search) and found.is_more,
    }
