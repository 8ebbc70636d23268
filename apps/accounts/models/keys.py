"""The spellings under which names are found, and the look-up that finds them."""

import unicodedata

from django.core.exceptions import EmptyResultSet
from django.db import models


def fold(text):
    """Give the key under which two spellings of a name are the same.

    NFKC makes look-alike code points one, casefold makes case one. Python does
    it, not the database: SQLite's lower() leaves É as it is, PostgreSQL's does not.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def composed(password):
    """Give the one way to write these letters: é comes as one code point or two.

    Keyboards differ, the password is the same (RFC 8265, section 4.2.2).
    """
    return password and unicodedata.normalize("NFC", password)


@models.CharField.register_lookup
class Begins(models.Lookup):
    """A startswith that an index answers, in SQLite too.

    PostgreSQL takes an index with pattern operators for LIKE 'ada%'. SQLite does
    not, because its LIKE takes A and a for one letter; for a range it does.
    Nothing begins with a NUL, and PostgreSQL cannot be asked.
    """

    lookup_name = "begins"

    def as_sql(self, compiler, connection):
        if "\0" in self.rhs:
            raise EmptyResultSet
        return compiler.compile(models.lookups.StartsWith(self.lhs, self.rhs))

    def as_sqlite(self, compiler, connection):
        column, parameters = self.process_lhs(compiler, connection)
        beyond = f"{self.rhs}\U0010ffff"
        return (
            f"({column} >= %s AND {column} < %s)",
            [*parameters, self.rhs, *parameters, beyond],
        )
