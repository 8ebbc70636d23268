"""The full-text indexes over forum_comment.tokens, one for each database.

SQLite: an FTS5 table that keeps no text of its own (“external content”), brought up
to date by three triggers on forum_comment.

PostgreSQL: a generated column of type tsvector under a GIN index. An index over the
expression alone would be smaller, but then every phrase and every rank would parse
the tokens of each row again (about 100 µs a comment; a frequent word has 300,000).
"""

from django.db import connections

TRIGGERS = {
    "forum_comment_fts_insert": """
        AFTER INSERT ON forum_comment BEGIN
            INSERT INTO forum_comment_fts(rowid, tokens) VALUES (new.id, new.tokens);
        END""",
    "forum_comment_fts_delete": """
        AFTER DELETE ON forum_comment BEGIN
            INSERT INTO forum_comment_fts(forum_comment_fts, rowid, tokens)
            VALUES ('delete', old.id, old.tokens);
        END""",
    "forum_comment_fts_update": """
        AFTER UPDATE OF id, tokens ON forum_comment
        WHEN old.tokens <> new.tokens OR old.id <> new.id BEGIN
            INSERT INTO forum_comment_fts(forum_comment_fts, rowid, tokens)
            VALUES ('delete', old.id, old.tokens);
            INSERT INTO forum_comment_fts(rowid, tokens) VALUES (new.id, new.tokens);
        END""",
}


def create(cursor, vendor):
    if vendor == "sqlite":
        # The tokens are ASCII already: unicode61 has nothing left to decide.
        cursor.execute(
            "CREATE VIRTUAL TABLE forum_comment_fts USING fts5(tokens, "
            "content='forum_comment', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 0')"
        )
        _create_triggers(cursor)
    if vendor == "postgresql":
        cursor.execute(
            "ALTER TABLE forum_comment ADD COLUMN search_vector tsvector "
            "GENERATED ALWAYS AS (to_tsvector('simple', tokens)) STORED"
        )
        # Know the frequency of 10,000 words and not of 1,000. A word that it does
        # not know PostgreSQL takes for half as frequent as the rarest that it does:
        # among a million comments it then read them all, the newest first, in the
        # belief that twenty would soon be found (4 s; now 3 ms).
        cursor.execute(
            "ALTER TABLE forum_comment ALTER COLUMN search_vector SET STATISTICS 1000"
        )
        create_gin(cursor)


def drop(cursor, vendor):
    if vendor == "sqlite":
        for name in TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute("DROP TABLE forum_comment_fts")
    if vendor == "postgresql":
        cursor.execute("ALTER TABLE forum_comment DROP COLUMN search_vector")


def create_gin(cursor):
    cursor.execute(
        "CREATE INDEX forum_comment_search ON forum_comment USING gin (search_vector)"
    )


def drop_gin(cursor):
    cursor.execute("DROP INDEX forum_comment_search")


def rebuild(cursor):
    """Read every comment of SQLite's database into the index again."""
    cursor.execute("INSERT INTO forum_comment_fts(forum_comment_fts) VALUES('rebuild')")


def repair(using, **kwargs):
    """After each migrate: put back triggers that SQLite has lost.

    To change a column there, Django copies the table and drops the old one, and
    with it the triggers. What was written since is read into the index then.
    """
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE name LIKE 'forum_comment_fts%'"
        )
        present = {name for (name,) in cursor.fetchall()}
        if "forum_comment_fts" in present and not TRIGGERS.keys() <= present:
            _create_triggers(cursor)
            rebuild(cursor)


def _create_triggers(cursor):
    for name, rule in TRIGGERS.items():
        cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {rule}")
