"""A seal: what runs behind it may read everything it could read, and change nothing.

The database is guarded three times over. Each statement is looked at before it is
sent, and one that would write is not sent, but written down. The database is told
that this connection only reads. And there is a transaction around it all, which is
rolled back, so that nothing waits for a commit that never comes: no callback of
on_commit(), no notification.

All of it happens on connections made for the replay and closed after it. Those of the
request that asked for the replay are put aside meanwhile; whatever the replayed view
does to "its" connection, they never hear of it.

What is not the database is kept in by outside.py.
"""

import re
from contextlib import ExitStack, contextmanager
from contextvars import copy_context
from copy import deepcopy
from time import monotonic

from django.db import DatabaseError, connections, transaction

from . import events, outside, redaction
from .places import place
from .state import current, seal, sealed_by, seals

MOST = 50  # refusals that are written down one by one
STEPS = 10_000  # of SQLite's machine, between two looks at the clock
READS = {"SELECT", "VALUES", "TABLE", "SHOW", "WITH", "EXPLAIN", "DECLARE", "FETCH"}
READS |= {"CLOSE", "SAVEPOINT", "RELEASE"}
WRITES = {"INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"}
BACK_TO_SAVEPOINT = re.compile(r"ROLLBACK\s+TO\b", re.I)
LOOKS = r"(table_x?info|index_x?info|index_x?list|foreign_key_list|database_list)"
PRAGMA = re.compile(rf"PRAGMA\s+(\w+\.)?{LOOKS}\b", re.I)
NAMES = re.compile(r'"[^"]*"|`[^`]*`|\[[^\]]*\]')
HIDDEN_WRITE = re.compile(
    r"\b(INSERT\s+INTO|UPDATE\s+(ONLY\s+)?\S+\s+(AS\s+\w+\s+)?SET|DELETE\s+FROM|"
    r"MERGE\s+INTO)\b",
    re.I,
)
# What a write is about: the first name behind INTO, UPDATE or FROM.
QUOTES = re.compile(r'["`]')
TABLE = re.compile(r'\b(?:INTO|UPDATE|FROM)\s+(?:ONLY\s+)?(["`\w.]+)', re.I)


class WouldWrite(DatabaseError):
    """The statement would change the database, and its answer is needed to go on."""


class TookTooLong(DatabaseError):
    """The replay has had its time."""


class Seal:
    """What was refused behind it, and until when it may take."""

    def __init__(self, seconds):
        self.deadline = monotonic() + seconds
        self.is_late = False
        self.refused = []
        self.count = 0

    def afresh(self):
        """Forget what was refused: the same is made again."""
        self.refused, self.count = [], 0

    def told(self):
        return {"refused": self.refused, "refused_count": self.count}

    def refuse(self, what, name, *, ended, text=None):
        """Write down what did not happen, and whether the page could go on without."""
        self.count += 1
        recording = current.get()
        if len(self.refused) < MOST:
            asked = events.asked_by()
            self.refused.append(
                {
                    "what": what,
                    "name": name,
                    "sql": text,
                    "n": recording.queries.count if recording and text else None,
                    "place": asked and place(*asked),
                    "ended": ended,
                }
            )

    def out_of_time(self):
        self.is_late = self.is_late or monotonic() > self.deadline
        return self.is_late

    def guard(self, execute, sql, params, many, context):
        """Send what only reads. Django calls this for each statement."""
        if self.out_of_time():
            raise TookTooLong("The replay has had its time.")
        text = text_of(sql, context["cursor"])
        if only_reads(text):
            return execute(sql, params, many, context)
        shown = redaction.sql(text, context["connection"].vendor)[:1_000]
        kind = first_word(text)
        # An INSERT that asks for the new row's number cannot be left out unnoticed.
        ended = kind not in WRITES or "RETURNING" in text.upper()
        table = TABLE.search(shown)
        name = f"{kind} {QUOTES.sub('', table[1])}" if table else kind
        self.refuse("query", name, ended=ended, text=shown)
        if ended:
            raise WouldWrite(f"A replay writes nothing: {name}.")
        # To whoever wrote it, as if it had changed the one row that it is about.
        vars(context["cursor"])["rowcount"] = len(params) if many else 1


def text_of(sql, cursor):
    """Give the statement as text; "" for what cannot be read, which is not sent."""
    if isinstance(sql, bytes):
        return sql.decode("utf-8", "replace")
    if isinstance(sql, str):
        return sql
    try:
        return sql.as_string(cursor.cursor)  # psycopg's composed SQL
    except Exception:
        return ""


def first_word(text):
    found = re.match(r"\W*(\w+)", redaction.COMMENT.sub("", text))
    return found[1].upper() if found else ""


def only_reads(text):
    """Say whether a statement reads and does nothing else, as far as its text says.

    The database has been told the same; this is what finds out before it complains.
    """
    bare = NAMES.sub("x", redaction.LITERAL.sub("''", redaction.COMMENT.sub("", text)))
    bare = bare.strip().rstrip(";").rstrip()
    if ";" in bare or HIDDEN_WRITE.search(bare):
        return False
    word = first_word(bare)
    return bool(word in READS or BACK_TO_SAVEPOINT.match(bare) or PRAGMA.match(bare))


def behind(seconds, made, *args):
    """Call made(seal, *args) behind a new seal, and give what it gives.

    In a context of its own: what it sets there, a time zone or a language, ends there.
    """
    return copy_context().run(_behind, seconds, made, *args)


def _behind(seconds, made, *args):
    if seal():
        raise RuntimeError("A replay replays nothing.")
    outside.prepare()
    mine = Seal(seconds)
    # These connections are nobody's queries but the replay's.
    current.set(None)
    with ExitStack() as ends:
        for alias in connections:
            ends.enter_context(only_reading(alias, mine))
        seals.add(mine)
        ends.callback(seals.discard, mine)
        sealed_by.set(mine)
        return made(mine, *args)


@contextmanager
def only_reading(alias, seal):
    """Put a connection that only reads in the place of this thread's, for a while."""
    own = connections[alias]
    connection = connections[alias] = another(own)
    try:
        connection.ensure_connection()
        tell_to_read(connection, seal)
        block = transaction.atomic(using=alias)
        # As Django's tests do: a durable block may stand inside.
        block._from_testcase = True
        with block:
            connection.execute_wrappers.append(seal.guard)
            try:
                yield
            finally:
                if seal.guard in connection.execute_wrappers:
                    connection.execute_wrappers.remove(seal.guard)
                connection.needs_rollback = True
    finally:
        connections[alias] = own
        close(connection)


def another(own):
    """Make a connection to the same database, of its own, outside of any pool."""
    settings = deepcopy(own.settings_dict)
    settings["OPTIONS"].pop("pool", None)
    settings["CONN_MAX_AGE"] = 0
    if own.vendor == "sqlite":
        # IMMEDIATE would ask for the right to write, and make others wait for it.
        settings["OPTIONS"]["transaction_mode"] = "DEFERRED"
    return type(own)(settings, own.alias)


def tell_to_read(connection, seal):
    """Tell the database that nothing is written here, and when to stop working."""
    left = max(seal.deadline - monotonic(), 0.001)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Of the session: also after a COMMIT that somebody sends past Django.
            cursor.execute("SET default_transaction_read_only = on")
            cursor.execute(f"SET statement_timeout = {int(left * 1000) or 1}")
        elif connection.vendor == "mysql":
            cursor.execute("SET SESSION TRANSACTION READ ONLY")
        elif connection.vendor == "sqlite":
            cursor.execute("PRAGMA query_only = ON")
    if connection.vendor == "sqlite":
        connection.connection.set_progress_handler(seal.out_of_time, STEPS)


def close(connection):
    """Close it whatever has become of it: a view may have done so itself."""
    connection.savepoint_ids, connection.atomic_blocks = [], []
    connection.in_atomic_block = connection.closed_in_transaction = False
    connection.close()
    if connection.connection is not None:
        # Django keeps a database that is in memory alone, as in tests, open.
        connection.connection.close()
