"""A question to the database that is given up when the answer takes too long.

    with patience(seconds=4):
        rows = list(queryset)      # may raise TookTooLong

An index answers most questions at once, however large the table is. But people
combine conditions freely, and some combination is always one that no index knows.
"""

import time
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

STEPS = 10_000  # of SQLite's machine between two looks at the clock: about 1 ms


class TookTooLong(Exception):
    """The database was stopped in the middle of its work."""


@contextmanager
def patience(seconds):
    """Stop what the database does in this block when its time is over."""
    ours = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    end = time.monotonic() + seconds
    try:
        with ours(seconds, end):
            yield
    except OperationalError as error:
        if time.monotonic() < end:
            raise
        raise TookTooLong from error


SETTINGS = ["statement_timeout", "plan_cache_mode"]


@contextmanager
def _on_postgresql(seconds, end):
    # Each combination of conditions deserves a plan of its own, not one that was
    # made for others and kept.
    wanted = [f"{round(seconds * 1000)}ms", "force_custom_plan"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s), current_setting(%s)", SETTINGS)
        before = cursor.fetchone()
        _configure(cursor, wanted)
        yield
        # The block may be part of a transaction that goes on.
        _configure(cursor, before)


def _configure(cursor, values):
    for name, value in zip(SETTINGS, values, strict=True):
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


@contextmanager
def _on_sqlite(seconds, end):
    connection.ensure_connection()
    handle = connection.connection
    handle.set_progress_handler(lambda: time.monotonic() > end, STEPS)
    try:
        yield
    finally:
        handle.set_progress_handler(None, STEPS)
