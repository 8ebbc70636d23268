"""The model: what a guestbook is, and what it refuses. It knows of no page.

    add("Ada", "Hello!")
    entries()              # [("Ada", "Hello!")], the newest first

Four of the five programs import it. The fifth, by_django.py, says the same in Django's
words, about the same table.
"""

import contextlib
import os
import sqlite3
from pathlib import Path

# A name with a dot: it is not one of your programs. Another may be given, GUESTBOOK=….
PATH = os.environ.get("GUESTBOOK") or str(
    Path(__file__).resolve().parent / ".guestbook.sqlite3"
)
TABLE = """
    CREATE TABLE IF NOT EXISTS entry (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, words TEXT NOT NULL
    )
"""
LONGEST_NAME, LONGEST_WORDS = 40, 500


class Refused(ValueError):
    """An entry that is none; the message is for whoever wrote it."""


def entries():
    """Give (name, words) of all entries, the newest first."""
    with opened() as database:
        rows = database.execute("SELECT name, words FROM entry ORDER BY id DESC")
        return rows.fetchall()


def add(name, words):
    """Keep an entry, or raise Refused.

    The rule stands here and not in a view: whoever writes a sixth program cannot
    forget it.
    """
    name, words = name.strip(), words.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Refused(f"A name has 1 to {LONGEST_NAME} letters.")
    if not 1 <= len(words) <= LONGEST_WORDS:
        raise Refused(f"An entry has 1 to {LONGEST_WORDS} letters.")
    with opened() as database:
        # Question marks, and never an f-string: a name can then be '); DROP TABLE entry--
        row = name, words
        database.execute("INSERT INTO entry (name, words) VALUES (?, ?)", row)


@contextlib.contextmanager
def opened():
    """Open the file, keep what was done unless it failed, and close."""
    # A connection for each use: servers call from many threads, and SQLite wants each
    # to have its own. Ten seconds is how long one writer waits for another.
    with contextlib.closing(sqlite3.connect(PATH, timeout=10)) as database, database:
        database.execute(TABLE)
        yield database
