"""Django sites of learners: served for a check, asked questions, and counted.

    site = serve(bench, "library.settings", {"checked_setup.py": text})
    ada = Visitor(site, "Ada")
    page = ada.get("/books/1/")
    site.queries()                   # the statements that SQLite ran for it
    site.call("load", books=60)      # a function of checked_setup.py
    site.rows("SELECT * FROM books_book")

The server is shared by all steps of a check: to start Django takes longer than all
that is asked of it. So a step makes what it needs and does not count on an empty
database; when it refuses, it is tried again on a fresh site.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import sqlite3
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from . import ladder, ports
from .checking import Bench, Refused, Server, document
from .showing import count

RUNNER = Path(__file__).with_name("django_runner.py")
DATABASE = "var/db.sqlite3"
STARTS = document(
    "Django",
    "Applications",
    "Django starts by importing the settings, each application and its models; where one "
    "cannot be imported, it stops there.",
    "https://docs.djangoproject.com/en/5.2/ref/applications/",
)
TABLES = document(
    "Django",
    "Models: Fields",
    "A field of a model is a column of its table. Whoever reads the table by another way, "
    "as this check does, knows it by that name.",
    "https://docs.djangoproject.com/en/5.2/topics/db/models/#fields",
)
RUNS_ON = "The site answers, and goes on running."
AS_BEFORE = "The tables that the site had are there, with the columns that they had."
# What opens and closes a transaction, or asks SQLite about itself, is no query.
FRAME = re.compile(
    r"(?i)\s*(--|(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)\b|SELECT sqlite_|$)"
)


@dataclass
class Site:
    """A learner's site that is being served."""

    server: Server
    folder: Path

    def call(self, function: str, **words):
        """Call a function of checked_setup.py in the site's own process."""
        # By another client: these bytes are none of the learner's affair.
        link = http.client.HTTPConnection(ports.HOST, self.server.port, timeout=60)
        try:
            with contextlib.closing(link):
                link.request("POST", f"/checked/{function}", json.dumps(words))
                response = link.getresponse()
                answer = json.loads(response.read())
        except (OSError, http.client.HTTPException):
            raise Refused(RUNS_ON, got=self.server.how_it_ended()) from None
        if response.status != 200:
            raise changed(answer)
        return answer

    def queries(self) -> list[str]:
        """Give the statements that SQLite ran for the last request."""
        return [s for s in self.call("last")["statements"] if not FRAME.match(s)]

    def rows_fetched(self) -> int:
        """Give how many rows the last request took out of the database."""
        return self.call("last")["rows"]

    def rows(self, statement: str, *values) -> list[tuple]:
        """Ask the site's database itself."""
        with self._database() as database:
            return database.execute(statement, values).fetchall()

    def write(self, statement: str, *values) -> int | None:
        """Change the site's database itself; give the number of a new row."""
        with self._database() as database, database:
            return database.execute(statement, values).lastrowid

    @contextlib.contextmanager
    def _database(self):
        database = sqlite3.connect(self.folder / DATABASE, timeout=10)
        try:
            yield database
        except sqlite3.Error as error:
            raise changed(f"SQLite says: {error}") from None
        finally:
            database.close()


def changed(got):
    question = "Which table, or which of its columns, have you changed or renamed?"
    return Refused(AS_BEFORE, got=got, clause=TABLES, question=question)


def serve(
    bench: Bench,
    settings: str,
    files: dict[str, str | bytes] | None = None,
    *,
    within: str = ".",
    named: int | None = None,
) -> Site:
    """Serve the learner's site, with files of the check's laid beside.

    `within` names a folder of the check's own, for a site to compare with.
    """
    files = {"checked_site.py": RUNNER.read_bytes()} | (files or {})
    for name, content in files.items():
        content = content.encode() if isinstance(content, str) else content
        ladder.lay({name: content}, bench.shared_folder / within)
    # How long Django takes to start on a busy machine says nothing about the learner.
    bench.start_patience = max(bench.start_patience, 30)
    runner = (Path(within) / "checked_site.py").as_posix()
    server = bench.shared(runner, settings, named=named)
    server.wait_listening()
    site = Site(server, server.folder / within)
    if trouble := site.call("ready"):
        raise Refused(
            "The site starts: its modules are imported and its migrations run.",
            got=trouble,
            clause=STARTS,
            question="Which is the last line of your own in what your program complained?",
        )
    return site


# Queries as a person reads them

VALUE = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")


def shape(statement: str) -> str:
    """Write a statement without its values, and a SELECT without its many columns."""
    shaped = VALUE.sub("?", statement.replace('"', ""))
    shaped = re.sub(r"\?(, \?)+", "?, …", shaped)
    columns, found, rest = shaped.partition(" FROM ")
    # A count or an average is worth reading; a list of columns is not.
    if found and "(SELECT" not in columns and len(columns) > 50:
        shaped = f"SELECT … FROM {rest}"
    return shaped if len(shaped) < 200 else f"{shaped[:130]} … {shaped[-60:]}"


def listed(statements: list[str], most: int = 6) -> str:
    """List statements, those of one shape together, the most frequent first."""
    found = Counter(map(shape, statements)).most_common()
    lines = [f"{count(number, 'time')}: {words}" for words, number in found[:most]]
    if len(found) > most:
        lines.append(f"and {count(len(found) - most, 'other statement')}.")
    return "\n".join(lines)
