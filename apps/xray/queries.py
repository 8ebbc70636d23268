"""Each query: how long it took, how many rows it gave, and which lines asked for it."""

import re
import sys
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from time import perf_counter_ns
from uuid import UUID

from django.db import connections

from . import redaction
from .places import is_passed_over, place
from .state import current
from .units import us

MOST = 500  # queries of one request that are kept one by one
MOST_FRAMES = 120
TRAIL = 6
SQL_LENGTH = 4_000
HANDLER = "core/handlers/base.py"
PLAIN = {str, bytes, int, float, bool, type(None), date, datetime, Decimal, UUID}
# Methods of a connection that send these past the cursor.
TRANSACTIONS = ("_commit", "_rollback")
WRITES = {"INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"}


class Query:
    """One statement, as it was asked."""

    __slots__ = (
        "alias", "end", "error", "fetch_time", "kind", "many", "model", "node",
        "params", "params_key", "params_count", "rows", "sql", "start", "trail",
        "vendor",
    )  # fmt: skip


class Queries:
    """The notes about all queries of one request.

    Django calls `execute_wrappers` for each query of a connection; while a request
    is recorded, its connections have one more of them.
    """

    def __init__(self):
        self.notes = []
        self.count = 0
        self.time = 0
        self.first = self.last = None
        self.beyond = {}
        self.transactions = []
        self.above = {}
        self.watched = []

    def watch(self):
        for connection in connections.all(initialized_only=True):
            self.watch_connection(connection)

    def watch_connection(self, connection):
        if self.seen not in connection.execute_wrappers:
            # The first is asked first: what others do to a query is in its time.
            connection.execute_wrappers.insert(0, self.seen)
            self.watched.append(connection)
            for what in TRANSACTIONS:
                vars(connection)[what] = noted(connection, what)

    def leave(self):
        for connection in self.watched:
            connection.execute_wrappers.remove(self.seen)
            for what in TRANSACTIONS:
                vars(connection).pop(what, None)
        self.watched = []

    def seen(self, execute, sql, params, many, context):
        recording = current.get()
        if recording is None or recording.queries is not self:
            return execute(sql, params, many, context)
        error = None
        start = perf_counter_ns()
        try:
            return execute(sql, params, many, context)
        except Exception as raised:
            error = type(raised).__name__
            raise
        finally:
            end = perf_counter_ns()
            self.count += 1
            self.time += end - start
            self.first = self.first or start
            self.last = end
            if len(self.notes) < MOST:
                node = recording.renders.node
                self.note(start, end, sql, params, many, context, node, error)
            else:
                self.beyond[sql] = self.beyond.get(sql, 0) + 1

    def note(self, start, end, sql, params, many, context, node, error):
        connection, cursor = context["connection"], context["cursor"]
        query = Query()
        query.start, query.end, query.error = start, end, error
        query.sql, query.node = sql, node
        query.alias, query.vendor = connection.alias, connection.vendor
        query.many = len(params) if many and hasattr(params, "__len__") else None
        query.params, query.params_count = types_of(params, many)
        query.params_key = key_of(params, many)
        query.trail, query.model = asked_from(node, self.above)
        query.fetch_time = 0
        query.rows = None
        if not error:
            count_rows(cursor, query)
        self.notes.append(query)


def types_of(params, many):
    """Give the types of parameters, and how many bytes they are as text."""
    if many or not params:
        return [], 0
    values = list(params.values()) if isinstance(params, dict) else list(params)
    return [type(each).__name__ for each in values[:20]], len(values)


def key_of(params, many):
    """Tell the same question from another one with the same words. Stays in memory;
    nothing is asked of the parameters, which may be anything."""
    if many or not params:
        return many
    values = params.values() if isinstance(params, dict) else params
    plain = (each if type(each) in PLAIN else id(each) for each in values)
    return hash(tuple(plain))


def asked_from(node, above):
    """Walk up from the query: the lines that led to it, and the model asked for.

    Above a template's node, the way is the same for each of its queries; so it is
    walked once, and kept in `above`. It is long: a template is sixty calls deep.
    """
    trail, model, at_node = [], None, None
    for code, frame in callers(sys._getframe(3)):
        if not is_passed_over(code.co_filename):
            trail.append((code.co_filename, frame.f_lineno, code.co_qualname))
        elif code.co_name == "execute_sql" and model is None:
            compiler = frame.f_locals.get("self")
            model = getattr(getattr(compiler, "query", None), "model", None)
        elif code.co_name == "annotated" and node is not None and at_node is None:
            if node in above:
                return (trail + above[node])[:TRAIL], model
            at_node = len(trail)
    if at_node is not None:
        above[node] = trail[at_node:]
    return trail[:TRAIL], model


def callers(frame):
    """Give (code, frame) of who called whom, up to Django's handler."""
    for _ in range(MOST_FRAMES):
        if frame is None:
            return
        code = frame.f_code
        if code.co_name == "_get_response" and code.co_filename.endswith(HANDLER):
            return
        yield code, frame
        frame = frame.f_back


def count_rows(cursor, query):
    """Know how many rows come of it: the database says so, or they are counted.

    SQLite does not know before it has given them all, and works while it gives
    them: its time is largely here.
    """
    said = getattr(cursor.cursor, "rowcount", None)
    has_rows = getattr(cursor.cursor, "description", None) is not None
    # SQLite says 0 of an INSERT that returns its row, and -1 of a SELECT.
    if said is not None and said >= (1 if has_rows else 0):
        query.rows = said
    if not has_rows:
        return
    is_counted = query.rows is None
    query.rows = query.rows or 0
    own = vars(cursor)
    for name in "fetchone", "fetchmany", "fetchall":
        own[name] = partial(fetch, cursor, name, query, is_counted)


def fetch(cursor, name, query, is_counted, *args, **kwargs):
    """Fetch as the cursor does; know how long it took, and how many rows there were."""
    start = perf_counter_ns()
    rows = cursor.__getattr__(name)(*args, **kwargs)
    query.fetch_time += perf_counter_ns() - start
    if is_counted:
        query.rows += (rows is not None) if name == "fetchone" else len(rows)
    return rows


def noted(connection, what):
    """Note commit and rollback, which Django sends past the cursor."""
    send, alias = getattr(connection, what), connection.alias

    def sent():
        recording = current.get()
        start = perf_counter_ns()
        try:
            return send()
        finally:
            if recording:
                note = (what[1:], alias, start, perf_counter_ns() - start)
                recording.queries.transactions.append(note)

    return sent


# Afterwards


def written(queries, moment, sources, during):
    """Write the queries, and those that belong together."""
    groups = grouped(queries)
    number = {id(q): n for n, group in enumerate(groups) for q in group["queries"]}
    return {
        "count": queries.count,
        "time": us(queries.time),
        "kept": len(queries.notes),
        "rows": [
            row(query, n, moment, sources, during) | {"group": number.get(id(query))}
            for n, query in enumerate(queries.notes)
        ],
        "groups": [group_row(group, queries, sources) for group in groups],
        "transactions": [
            {"what": what, "alias": alias, "start": moment(start), "time": us(took)}
            for what, alias, start, took in queries.transactions
        ],
    }


@lru_cache(1_000)
def shown(sql, vendor):
    return redaction.sql(sql, vendor)[:SQL_LENGTH]


def text_of(query):
    """Give a query's SQL; psycopg's composed SQL holds values, so only its kind."""
    if isinstance(query.sql, bytes):
        return shown(query.sql.decode("utf-8", "replace"), query.vendor)
    if isinstance(query.sql, str):
        return shown(query.sql, query.vendor)
    return f"({type(query.sql).__name__})"


def kind_of(sql):
    word = re.match(r"\W*(\w+)", sql)
    return word[1].upper() if word else ""


def row(query, n, moment, sources, during):
    sql = text_of(query)
    return {
        "n": n,
        "sql": sql,
        "kind": kind_of(sql),
        "alias": query.alias,
        "vendor": query.vendor,
        "start": moment(query.start),
        "time": us(query.end - query.start),
        "fetch_time": us(query.fetch_time),
        "rows": query.rows,
        "model": query.model and query.model._meta.label,
        "many": query.many,
        "params": query.params,
        "params_count": query.params_count,
        "trail": [place(*each) for each in query.trail],
        "template": sources.line_of(query.node),
        "error": query.error,
        "during": during(moment(query.start)),
    }


def grouped(queries):
    """Gather the same SQL asked at the same place more than once."""
    found = {}
    for query in queries.notes:
        where = query.trail[0] if query.trail else None
        key = str(query.sql), where, query.node
        found.setdefault(key, []).append(query)
    return [
        {"queries": group, "sql": sql}
        for (sql, _, _), group in found.items()
        if len(group) > 1
    ]


def group_row(group, queries, sources):
    same = group["queries"]
    first = same[0]
    more = queries.beyond.get(first.sql, 0) if isinstance(first.sql, str) else 0
    alone = {q.params_key for q in same}
    kind = "duplicate" if len(alone) == 1 else "repeated"
    if len(alone) > 2 and kind_of(first.sql) == "SELECT":
        kind = "n+1"
    return {
        "sql": text_of(first),
        "kind": kind,
        "count": len(same) + more,
        "time": us(sum(q.end - q.start for q in same)),
        "rows_n": [queries.notes.index(q) for q in same[:50]],
        "place": place(*first.trail[0]) if first.trail else None,
        "template": sources.line_of(first.node),
        "model": first.model and first.model._meta.label,
        "advice": advice(kind, first, len(same) + more),
    }


def advice(kind, query, count):
    """Say in a sentence what would make one query of them."""
    sql = str(query.sql)
    if kind == "duplicate":
        return (
            f"The same question with the same parameters, {count} times. Ask once "
            "and keep the answer in a variable, or in a cached_property."
        )
    if kind_of(sql) in WRITES:
        return (
            f"{count} statements that write one after the other. bulk_create, "
            "bulk_update or one update() of a queryset would write them together."
        )
    if re.search(r"\bCOUNT\(", sql):
        return (
            f"{count} counts, one for each row. annotate(Count(…)) on the first "
            "query brings the numbers with the rows."
        )
    if re.search(r'WHERE "?[\w`"]+"?\.[`"]?(id|\w+_id)[`"]? = %s( LIMIT \d+)?$', sql):
        return (
            f"For each of {count} rows, one more query for what it points to. "
            "select_related(…) on the first query joins it, prefetch_related(…) "
            "fetches all of them with a single one."
        )
    return (
        f"Asked {count} times with other parameters. prefetch_related(…) fetches "
        "what belongs to many rows with one query; filter(…__in=…) does by hand."
    )
