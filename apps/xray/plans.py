"""How the database would go about a query: asked without running it.

Of a query, the trace has no parameters; they are private. So the plan is one for any
parameters. PostgreSQL makes such a plan for a prepared statement: it is prepared, which
runs nothing, and EXPLAIN EXECUTE without ANALYZE shows the plan and runs nothing
either. (EXPLAIN (GENERIC_PLAN) does the same from PostgreSQL 16 on; this way works on all.)
SQLite's EXPLAIN QUERY PLAN compiles a statement and does not look at parameters.

Whatever comes of it is rolled back, in a transaction that may not write and may not wait.
"""

import re

from django.db import DatabaseError, connections, transaction

SENTENCE = re.compile(r"\s*\(*\s*SELECT\b", re.I)
# A word that a query which only reads has no use for; names in quotes are set aside.
WRITES = re.compile(
    r"\b(INSERT|UPDATE|DELETE|MERGE|CREATE|DROP|ALTER|COPY|INTO|CALL|DO|TRUNCATE|"
    r"PRAGMA|ATTACH|VACUUM|SET)\b|;",
    re.I,
)
LOCKS = re.compile(r"\bFOR (NO KEY )?(UPDATE|SHARE|KEY SHARE)\b[^()]*$", re.I)
QUOTED = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|`[^`]*`')
PLACE = re.compile(r"%%|%s")
SECONDS = 2
NAME = "xray_plan"


class NoPlanError(Exception):
    """There is no plan to be had; the message says why, to a person."""


def plan(row):
    """Give the lines of the plan of one of a trace's queries; the query is not run."""
    sql = row["sql"]
    if not is_readable(sql):
        raise NoPlanError("Only the plan of a query that reads, a SELECT, is shown.")
    if row["alias"] not in connections:
        raise NoPlanError("This database is not there any more.")
    connection = connections[row["alias"]]
    ask = {"sqlite": of_sqlite, "postgresql": of_postgresql}.get(connection.vendor)
    if ask is None or connection.vendor != row["vendor"]:
        raise NoPlanError(
            "X-ray can ask SQLite and PostgreSQL for plans, and no others."
        )
    try:
        return ask(connection, sql, row)
    except DatabaseError as error:
        raise NoPlanError(
            "The database makes no plan of this text, in which values are hidden "
            f"({type(error).__name__})."
        ) from error


def is_readable(sql):
    """Say whether it is one SELECT, whole, and nothing that could change anything."""
    bare = LOCKS.sub("", QUOTED.sub("''", sql))
    is_whole = sql.count("(") == sql.count(")")
    return bool(SENTENCE.match(bare)) and not WRITES.search(bare) and is_whole


def of_sqlite(connection, sql, row):
    places = sum(1 for found in PLACE.finditer(sql) if found[0] == "%s")
    params = [None] * places if row["params_count"] or "%%" in sql else None
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        try:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            return indented(cursor.fetchall())
        finally:
            cursor.execute("PRAGMA query_only = OFF")


def indented(rows):
    """Write SQLite's (id, parent, …, text) as lines, each under the one it belongs to."""
    depth = {0: -1}
    lines = []
    for number, parent, _, text in rows:
        depth[number] = depth.get(parent, -1) + 1
        lines.append("  " * depth[number] + text)
    return lines


def of_postgresql(connection, sql, row):
    count = 0

    def numbered(found):
        nonlocal count
        if found[0] == "%%":
            return "%"
        count += 1
        return f"${count}"

    text = PLACE.sub(numbered, LOCKS.sub("", sql))
    nulls = f"({', '.join(['NULL'] * count)})" if count else ""
    using = connection.alias
    # Without parameters, psycopg sends a text as it is.
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
        cursor.execute(f"SET LOCAL statement_timeout = '{SECONDS}s'")
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(f"PREPARE {NAME} AS {text}")
        try:
            with transaction.atomic(using=using):
                cursor.execute(f"EXPLAIN EXECUTE {NAME}{nulls}")
                lines = [line for (line,) in cursor.fetchall()]
        finally:
            # What is prepared stays, even when a transaction is rolled back.
            cursor.execute(f"DEALLOCATE {NAME}")
        transaction.set_rollback(True, using=using)
    return lines
