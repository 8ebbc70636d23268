"""The full-text indexes over the tokens of comments and topics, for each database.

SQLite: FTS5 tables that keep no text of their own (“external content”), brought up
to date by three triggers on each table.

PostgreSQL: generated columns of type tsvector under GIN indexes. An index over the
expression alone would be smaller, but then every phrase and every rank would parse
the tokens of each row again (about 100 µs a comment; a frequent word has 300,000).
"""

from django.db import connections

COMMENTS = "forum_comment"
TABLES = [COMMENTS, "forum_topic"]

# PostgreSQL's index has no order of its own: to find the newest of 700,000 comments with
# “the” it would list all of them. So it knows besides in which block of ids each lies,
# and in which block of such blocks, five times over. Asked for “the” within some
# blocks, it skips what lies between, and half a million ids are a dozen labels.
BLOCK = 256
BLOCKS, LEVELS = 8, 5  # so many blocks make one of the next level
LABELS = ", ".join(
    f"id / {BLOCK * BLOCKS**level} * {LEVELS} + {level}" for level in range(LEVELS)
)


def labels(blocks):
    """Name a range of blocks by as few labels as will do."""
    found, start, stop = [], blocks.start, blocks.stop
    for level in range(LEVELS):
        # From here to there lie whole blocks of the next level.
        first, last = -(-start // BLOCKS), stop // BLOCKS
        if first >= last or level == LEVELS - 1:
            ends = range(start, stop)
        else:
            ends = [*range(start, first * BLOCKS), *range(last * BLOCKS, stop)]
        found += [block * LEVELS + level for block in ends]
        if first >= last:
            break
        start, stop = first, last
    return found


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
        keep_near(cursor, table)
        create_gin(cursor, table)


def keep_near(cursor, table):
    """Let a search read a page of PostgreSQL's table where it would read four."""
    # Of a long row something is stored apart, and the largest first: that is what the
    # search reads of each row that it ranks. Now it is the last.
    cursor.execute(f"ALTER TABLE {table} ALTER COLUMN search_vector SET STORAGE MAIN")
    # Two more processes that help to find a page cost more than finding it.
    cursor.execute(f"ALTER TABLE {table} SET (parallel_workers = 0)")


def drop(cursor, vendor, table):
    if vendor == "sqlite":
        for name in triggers(table):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"DROP TABLE {table}_fts")
    if vendor == "postgresql":
        drop_gin(cursor, table)
        cursor.execute(f"ALTER TABLE {table} DROP COLUMN search_vector")
        if table == COMMENTS:
            cursor.execute("DROP FUNCTION forum_pairs(text)")


def create_gin(cursor, table):
    if table != COMMENTS:
        cursor.execute(
            f"CREATE INDEX {table}_search ON {table} USING gin (search_vector)"
        )
        return
    # A phrase of frequent words, "the in", is in few of the comments that have them; to
    # tell, PostgreSQL would read those, hundreds of thousands. So it knows the pairs of
    # words that stand side by side: a number for each, for that is half as much work.
    # Not those of extras, which nobody wrote like that.
    cursor.execute(
        """CREATE OR REPLACE FUNCTION forum_pairs(tokens text) RETURNS integer[]
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT array_agg(hashtext(word || ' ' || next))
            FROM unnest(
                string_to_array(tokens, ' '), (string_to_array(tokens, ' '))[2:]
            ) AS pair (word, next)
            WHERE word <> 'q0' AND next <> 'q0' AND left(word, 2) <> 'q1'
        $$"""
    )
    columns = f"search_vector, (ARRAY[{LABELS}]), forum_pairs(tokens)"
    index = f"ON {table} USING gin ({columns})"
    cursor.execute(f"CREATE INDEX {table}_search {index}")
    # How frequent each pair is would take ANALYZE a minute, and change no plan.
    cursor.execute(f"ALTER INDEX {table}_search ALTER COLUMN 3 SET STATISTICS 0")
    # What opens a topic is one comment in twenty: looked for among all, they cost so
    # much more.
    cursor.execute(f"CREATE INDEX {table}_search_openings {index} WHERE number = 1")


def drop_gin(cursor, table):
    cursor.execute(f"DROP INDEX IF EXISTS {table}_search, {table}_search_openings")


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
