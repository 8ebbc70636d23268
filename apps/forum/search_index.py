"""The full-text indexes over the tokens of comments and topics, for each database.

SQLite: FTS5 tables that keep no text of their own (“external content”), brought up
to date by three triggers on each table.

PostgreSQL: generated columns of type tsvector under GIN indexes. An index over the
expression alone would be smaller, but then every phrase and every rank would parse
the tokens of each row again (about 100 µs a comment; a frequent word has 300,000).
"""

from django.db import connections

# So many ids are a block, and PostgreSQL's index knows the block of each row. It has
# no order of its own: to find the newest of 700,000 rows with “the” it would list all
# of them. Asked for “the” within some blocks, it skips what lies between.
BLOCK = 256
TABLES = ["forum_comment", "forum_topic"]


def triggers(table):
    """Give the triggers that keep SQLite's index of a table up to date, by name."""
    forget = (
        f"INSERT INTO {table}_fts({table}_fts, rowid, tokens) "
        "VALUES ('delete', old.id, old.tokens);"
    )
    learn = f"INSERT INTO {table}_fts(rowid, tokens) VALUES (new.id, new.tokens);"
    return {
        f"{table}_fts_insert": f"AFTER INSERT ON {table} BEGIN {learn} END",
        f"{table}_fts_delete": f"AFTER DELETE ON {table} BEGIN {forget} END",
        f"{table}_fts_update": f"""
            AFTER UPDATE OF id, tokens ON {table}
            WHEN old.tokens <> new.tokens OR old.id <> new.id
            BEGIN {forget} {learn} END""",
    }


def create(cursor, vendor, table):
    if vendor == "sqlite":
        # The tokens are ASCII already: unicode61 has nothing left to decide.
        cursor.execute(
            f"CREATE VIRTUAL TABLE {table}_fts USING fts5(tokens, "
            f"content='{table}', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 0')"
        )
        _create_triggers(cursor, table)
        rebuild(cursor, table)
    if vendor == "postgresql":
        cursor.execute(
            f"ALTER TABLE {table} ADD COLUMN search_vector tsvector "
            "GENERATED ALWAYS AS (to_tsvector('simple', tokens)) STORED"
        )
        # Know the frequency of 10,000 words and not of 1,000. A word that it does
        # not know PostgreSQL takes for half as frequent as the rarest that it does:
        # among a million comments it then read them all, the newest first, in the
        # belief that twenty would soon be found (4 s; now 3 ms).
        cursor.execute(
            f"ALTER TABLE {table} ALTER COLUMN search_vector SET STATISTICS 1000"
        )
        create_gin(cursor, table)


def drop(cursor, vendor, table):
    if vendor == "sqlite":
        for name in triggers(table):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"DROP TABLE {table}_fts")
    if vendor == "postgresql":
        cursor.execute(f"ALTER TABLE {table} DROP COLUMN search_vector")


def create_gin(cursor, table):
    cursor.execute(
        f"CREATE INDEX {table}_search ON {table} "
        f"USING gin (search_vector, (ARRAY[id / {BLOCK}]))"
    )


def drop_gin(cursor, table):
    cursor.execute(f"DROP INDEX {table}_search")


def rebuild(cursor, table):
    """Read every row of SQLite's table into the index again."""
    cursor.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES('rebuild')")


def repair(using, **kwargs):
    """After each migrate: put back triggers that SQLite has lost.

    To change a column there, Django copies the table and drops the old one, and
    with it the triggers. What was written since is read into the index then.
    """
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master")
        present = {name for (name,) in cursor.fetchall()}
        for table in TABLES:
            if f"{table}_fts" in present and not triggers(table).keys() <= present:
                _create_triggers(cursor, table)
                rebuild(cursor, table)


def _create_triggers(cursor, table):
    for name, rule in triggers(table).items():
        cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {rule}")
