"""Search words of our own making, the same on SQLite and PostgreSQL.

`tokens` turns a comment into a line of plain ASCII words. SQLite's FTS5 and
PostgreSQL's tsvector index that line (search_index.py) and have nothing left to
decide: no locale, no stemmer, no library's idea of a word. So both give the same
answers, to 中文 and to two-letter words too.

    tokens("Use `uwsgi_pass`, 中文!")
    →  use uwsgi pass q04e2d q06587 q0 q1uwsgiz5fzpass q04e2d6587
       words in their order         ┊  what is found whole

A query goes the same way (`Question`): words, "phrases", -without. What is asked
besides, by author and so on, is in search_form.py; what is found and in which order,
in search_results.py; how it is marked in the text, in search_marks.py.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple
from urllib.parse import unquote

from django.db import connection
from django.db.models import BooleanField, F, FloatField, Func, Lookup

from apps.look import markup

from .search_index import BLOCK, COMMENTS, LABELS, labels

# PostgreSQL keeps positions up to 16,383, and 255 of one word.
MAX_WORDS = 16_381
MAX_REPEATS = 250
MAX_EXTRAS = 20_000
MAX_LENGTH = 64
MAX_PARTS = 4
MAX_QUERY = 200
MAX_TERMS = 20


# Words for the index


def tokens(text):
    """Turn a Markdown text into the line of words that the databases index.

    First the words as they are read, then, each behind a GAP so that no phrase runs
    on into it, the addresses of links, and the extras: pairs of Chinese characters
    and compounds such as uwsgi_pass, 5.2.1 and c++.
    """
    return line(*take_apart(text))


def take_apart(text):
    """Give a Markdown text's words in their order, and its extras."""
    text, addresses = markup.readable(text)
    words, extras = take_plain_apart(text)
    for address in dict.fromkeys(addresses):
        if address not in text:
            more = take_plain_apart(unquote(address))
            words += [GAP, *more[0]] if words else more[0]
            extras += more[1]
    return words, list(dict.fromkeys(extras))


def take_plain_apart(text):
    """Give the words and the extras of a text that is not Markdown."""
    atoms = list(_atoms(fold(text)))
    words = [word for atom in atoms for word in atom.words]
    return words, [extra for atom in atoms for extra in atom.extras]


def line(words, extras):
    """Write down words and extras as the databases index them."""
    if not words:
        return ""
    # Beyond the limit a word is found by itself, but in no phrase.
    far = [f"{word} {GAP}" for word in dict.fromkeys(words[MAX_WORDS:])]
    words = _without_repeats(words[:MAX_WORDS])
    return " ".join([*words, GAP, *far, *extras[:MAX_EXTRAS]])


def _without_repeats(words):
    """Blank out what PostgreSQL would forget, so that SQLite forgets it too."""
    seen = dict.fromkeys(words, 0)
    for word in words:
        seen[word] += 1
        yield word if seen[word] <= MAX_REPEATS else GAP


def fold(text):
    """Write the same what reads the same: É → e, ß → ss, ٣ → 3, ｗｉｄｅ → wide."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text).translate(_LETTERS)
    return unicodedata.normalize("NFC", text)


class _Letters(dict):
    """What becomes of each character; worked out when it is first met."""

    def __missing__(self, code):
        letter = chr(code)
        mark = unicodedata.combining(letter)
        if 10 <= mark <= 35 or mark >= 200:
            # Accents, and the vowel points of Hebrew and Arabic. The marks of
            # Indian and Thai letters stay, and the dots of Japanese: が is not か.
            letter = ""
        elif unicodedata.category(letter) in {"Cf", "Cs"}:
            # Soft hyphens, joiners, directions; halves of a character.
            letter = ""
        elif (digit := unicodedata.decimal(letter, None)) is not None:
            letter = str(digit)
        self[code] = letter
        return letter


# Letters that are not “a letter and an accent” to Unicode, though they are to people.
_LETTERS = _Letters(
    str.maketrans(
        {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i"}
        | {"æ": "ae", "œ": "oe", "þ": "th", "\N{ARABIC TATWEEL}": ""}
    )
)


# What a text is made of

_CJK = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_MARKS = "".join(
    chr(code)
    for start, end in [(0x300, 0x1E00), (0x3099, 0x309B), (0xA800, 0xAC00)]
    for code in range(start, end)
    if unicodedata.category(chr(code)) in {"Mn", "Mc"}
)
_WORD = f"(?:(?![{_CJK}])[^\\W_]|[{_MARKS}])+"
JOINT = "[._-]{1,2}"
ATOM = re.compile(f"([{_CJK}]+)|({_WORD}(?:{JOINT}{_WORD})*)(\\+\\+|#(?!{_WORD}))?")
_ASCII_ATOM = re.compile(f"()([a-z0-9]+(?:{JOINT}[a-z0-9]+)*)(\\+\\+|#(?![a-z0-9]))?")


class _Atom(NamedTuple):
    """A run of Chinese, or words without a space between: uwsgi_pass, 5.2.1, c++.

    `extras` are what it can be found by besides its words. A query for it looks for
    `needs` among them, and if that says it `all`, for nothing else.
    """

    words: list
    extras: list
    needs: list
    all: bool


def _atoms(text):
    for found in (_ASCII_ATOM if text.isascii() else ATOM).finditer(text):
        if found[1]:
            yield _characters(found[1])
        elif found[2].isalnum() and not found[3]:
            yield _Atom([encode(found[2][:MAX_LENGTH])], [], [], False)
        else:
            yield _compound(re.split(f"({JOINT})", found[2]), found[3] or "")


def _characters(run):
    pairs = [encode(run[at : at + 2]) for at in range(len(run) - 1)]
    return _Atom([encode(letter) for letter in run], pairs, pairs, len(run) == 2)


def _compound(pieces, suffix):
    """Take django.db.models apart: also found by django.db and by db.models."""
    words = [encode(word[:MAX_LENGTH]) for word in pieces[::2]]
    compounds = []
    for first in range(len(words)):
        for last in range(first + 1, min(first + MAX_PARTS, len(words)) + 1):
            part = "".join(pieces[2 * first : 2 * last - 1])
            compounds += [part] if last - first > 1 else []
            compounds += [part + suffix] if suffix and last == len(words) else []
    extras = [encode_compound(c) for c in compounds if len(c) <= MAX_LENGTH]
    whole = encode_compound("".join(pieces) + suffix)
    needs = [whole] if whole in extras else []
    return _Atom(words, extras, needs, bool(needs))


# Encoding: what the databases read is [a-z0-9]+ and nothing else.

GAP = "q0"


# What would look encoded, and what PostgreSQL takes for a number with a tail: 9e7a.
_MISREAD = re.compile("q[01]|[0-9]+e[0-9]")


def encode(word):
    """Leave ASCII words as they are; write others as q0 and hexadecimal UTF-16."""
    if word.isascii() and not _MISREAD.match(word):
        return word
    return "q0" + word.encode("utf-16-be").hex()


def encode_compound(compound):
    """Write uwsgi_pass as q1uwsgiz5fzpass: z, hexadecimal, z for all but a–y, 0–9."""
    return "q1" + re.sub("[^a-y0-9]", lambda found: f"z{ord(found[0]):x}z", compound)


# Queries


def matching(rows, query):
    """Keep the comments, or the topics by their titles, that a person's query asks for.

    No query is an error; one without a single word to look for finds nothing.
    """
    return answering(rows, Question.of(query))


def answering(rows, question, blocks=None):
    """Keep what answers a question; among `blocks` only: a range of ids // BLOCK."""
    if question is None:
        return rows.none()
    return rows.filter(_Matches(F("tokens"), (question, blocks)))


def titled(comments, question):
    """Keep the comments of topics whose titles match."""
    return comments.filter(title_fits(question))


def title_fits(question):
    """Say of a comment whether its topic's title matches."""
    return _Matches(F("topic__tokens"), (question, None))


_TERM = re.compile(r'(?:(?<!\S)([-\u2212\uff0d]))?(?:"([^"]*)"?|([^\s"]+))')
_QUOTES = re.compile("[“”„‟«»「」『』＂]")


def straight(query):
    """Write every quotation mark as "."""
    return _QUOTES.sub('"', query)


@dataclass(frozen=True)
class Question:
    """What to find and what to leave out, as terms; a term is a list of phrases.

    All the words, "phrases" as they stand, and nothing that follows a minus. What
    has not a single word to look for is no question: None.
    """

    wanted: tuple
    unwanted: tuple

    @classmethod
    def of(cls, query):
        wanted, unwanted = [], []
        for found in _TERM.finditer(straight(query[:MAX_QUERY])):
            if term := _term(found[2] or found[3] or ""):
                (unwanted if found[1] else wanted).append(term)
        if not wanted:
            return None
        return cls(tuple(wanted[:MAX_TERMS]), tuple(unwanted[:MAX_TERMS]))

    @property
    def phrases(self):
        return [phrase for term in self.wanted for phrase in term]

    @property
    def words(self):
        """All that must be there, wherever."""
        return list(dict.fromkeys(chain.from_iterable(self.phrases)))

    @property
    def pairs(self):
        """The words that must stand side by side: "by hand", …"""
        pairs = chain.from_iterable(map(pairwise, self.phrases))
        return list(dict.fromkeys(" ".join(pair) for pair in pairs))

    @property
    def shown(self):
        """What a reader looks for in the text that was found: the phrases as typed."""
        return tuple(dict.fromkeys(term[-1] for term in self.wanted))

    def for_fts5(self):
        """Write ("a b" AND "c" AND "d") NOT ("e")."""

        def join(terms):
            phrases = [" ".join(phrase) for term in terms for phrase in term]
            return "({})".format(" AND ".join(f'"{phrase}"' for phrase in phrases))

        return " NOT ".join([join(self.wanted), *(join([t]) for t in self.unwanted)])

    def for_tsquery(self):
        """Write ((a <-> b) & (c) & (d)) & !((e)), with nothing in it to escape."""

        def join(terms):
            phrases = [" <-> ".join(phrase) for term in terms for phrase in term]
            return "({})".format(" & ".join(f"({phrase})" for phrase in phrases))

        return " & !".join([join(self.wanted), *(join([t]) for t in self.unwanted)])


def _term(text):
    """Turn a word or a phrase into phrases of tokens that must all be there."""
    atoms = list(_atoms(fold(text)))
    # A pair or a compound is a rare word: it finds the few rows whose phrase is read.
    needs = tuple((need,) for atom in atoms for need in atom.needs)
    if len(atoms) == 1 and atoms[0].all:
        return needs
    words = tuple(word for atom in atoms for word in atom.words)
    return needs + ((words,) if words else ())


class _Matches(Lookup):
    """Ask the full-text index of the database at hand."""

    output_field = BooleanField()

    def get_prep_lookup(self):
        return self.rhs

    def as_sqlite(self, compiler, connection):
        question, blocks = self.rhs
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        index = f"{self.lhs.target.model._meta.db_table}_fts"
        among = ""
        if blocks:
            first, last = blocks.start * BLOCK, blocks.stop * BLOCK - 1
            among = f" AND rowid BETWEEN {first} AND {last}"
        return (
            f"{table}.id IN (SELECT rowid FROM {index} WHERE tokens MATCH %s{among})",
            [question.for_fts5()],
        )

    def as_postgresql(self, compiler, connection):
        # The words stand in the statement itself, so that each is planned for: the
        # plan that is good for “the” is a bad one for a word that is there twice.
        question, blocks = self.rhs
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        matches = f"{table}.search_vector @@ '{question.for_tsquery()}'::tsquery"
        if question.pairs and self.lhs.target.model._meta.db_table == COMMENTS:
            # The index tells where the words and the pairs are, and needs no row for it;
            # “is true” keeps the rest from it: what is left is looked at in the row.
            pairs = ", ".join(f"hashtext('{pair}')" for pair in question.pairs)
            matches = (
                f"{table}.search_vector @@ '{' & '.join(question.words)}'::tsquery "
                f"AND forum_pairs({table}.tokens) @> ARRAY[{pairs}] "
                f"AND ({matches}) IS TRUE"
            )
        if blocks:
            own = LABELS.replace("id", f"{table}.id")
            among = ",".join(map(str, labels(blocks)))
            matches += f" AND ARRAY[{own}] && '{{{among}}}'::bigint[]"
        return f"({matches})", []


class FoundFirst(Func):
    """An id to order by that PostgreSQL takes when it has found the rows, and not before.

    It would read all comments in the order of their ids until enough of them answer, in
    the belief that this will be soon.
    """

    arity = 1
    template = "%(expressions)s"

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection, template="(%(expressions)s + 0)")


class Rank(Func):
    """How well a comment fits a question; the same measure within one database only.

    PostgreSQL counts the words, and more of them in a shorter text weigh more. SQLite
    says it of all rows at once or not at all: see ranks_in_sqlite.
    """

    output_field = FloatField()

    def __init__(self, question):
        super().__init__(F("tokens"))
        self.question = question

    def as_sql(self, compiler, connection, **options):
        table = compiler.quote_name_unless_alias(self.source_expressions[0].alias)
        if connection.vendor == "sqlite":
            return "1.0", []
        query = self.question.for_tsquery()
        return f"ts_rank({table}.search_vector, '{query}'::tsquery, 1)", []


def ranks_in_sqlite(question, lowest):
    """Give how well each comment from an id on fits: {id: rank}."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid, -bm25(forum_comment_fts) FROM forum_comment_fts "
            "WHERE tokens MATCH %s AND rowid >= %s",
            [question.for_fts5(), lowest],
        )
        return dict(cursor.fetchall())
