"""Search words of our own making, the same on SQLite and PostgreSQL.

`tokens` turns a comment into a line of plain ASCII words. SQLite's FTS5 and
PostgreSQL's tsvector index that line (search_index.py) and have nothing left to
decide: no locale, no stemmer, no library's idea of a word. So both give the same
answers, to 中文 and to two-letter words too.

    tokens("Use `uwsgi_pass`, 中文!")
    →  use uwsgi pass q04e2d q06587 q0 q1uwsgiz5fzpass q04e2d6587
       words in their order         ┊  what is found whole

A query goes the same way (`matching`): words, "phrases", -without.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

from django.db.models import BooleanField, F, Lookup

from apps.look import markup

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
_JOINT = "[._-]{1,2}"
_ATOM = re.compile(f"([{_CJK}]+)|({_WORD}(?:{_JOINT}{_WORD})*)(\\+\\+|#(?!{_WORD}))?")
_ASCII_ATOM = re.compile(f"()([a-z0-9]+(?:{_JOINT}[a-z0-9]+)*)(\\+\\+|#(?![a-z0-9]))?")


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
    for found in (_ASCII_ATOM if text.isascii() else _ATOM).finditer(text):
        if found[1]:
            yield _characters(found[1])
        elif found[2].isalnum() and not found[3]:
            yield _Atom([_encode(found[2][:MAX_LENGTH])], [], [], False)
        else:
            yield _compound(re.split(f"({_JOINT})", found[2]), found[3] or "")


def _characters(run):
    pairs = [_encode(run[at : at + 2]) for at in range(len(run) - 1)]
    return _Atom([_encode(letter) for letter in run], pairs, pairs, len(run) == 2)


def _compound(pieces, suffix):
    """Take django.db.models apart: also found by django.db and by db.models."""
    words = [_encode(word[:MAX_LENGTH]) for word in pieces[::2]]
    compounds = []
    for first in range(len(words)):
        for last in range(first + 1, min(first + MAX_PARTS, len(words)) + 1):
            part = "".join(pieces[2 * first : 2 * last - 1])
            compounds += [part] if last - first > 1 else []
            compounds += [part + suffix] if suffix and last == len(words) else []
    extras = [_encode_compound(c) for c in compounds if len(c) <= MAX_LENGTH]
    whole = _encode_compound("".join(pieces) + suffix)
    needs = [whole] if whole in extras else []
    return _Atom(words, extras, needs, bool(needs))


# Encoding: what the databases read is [a-z0-9]+ and nothing else.

GAP = "q0"


# What would look encoded, and what PostgreSQL takes for a number with a tail: 9e7a.
_MISREAD = re.compile("q[01]|[0-9]+e[0-9]")


def _encode(word):
    """Leave ASCII words as they are; write others as q0 and hexadecimal UTF-16."""
    if word.isascii() and not _MISREAD.match(word):
        return word
    return "q0" + word.encode("utf-16-be").hex()


def _encode_compound(compound):
    """Write uwsgi_pass as q1uwsgiz5fzpass: z, hexadecimal, z for all but a–y, 0–9."""
    return "q1" + re.sub("[^a-y0-9]", lambda found: f"z{ord(found[0]):x}z", compound)


# Queries


def matching(comments, query):
    """Keep the comments that a person's query asks for.

    All its words, "phrases" as they stand, and nothing that follows a minus. A
    query without a single word to look for finds nothing. No query is an error.
    """
    question = _Question.of(query)
    return (
        comments.filter(_Matches(F("tokens"), question))
        if question
        else comments.none()
    )


_TERM = re.compile(r'(?:(?<!\S)([-\u2212\uff0d]))?(?:"([^"]*)"?|([^\s"]+))')
_QUOTES = re.compile("[“”„‟«»「」『』＂]")


@dataclass(frozen=True)
class _Question:
    """What to find and what to leave out, as terms; a term is a list of phrases."""

    wanted: tuple
    unwanted: tuple

    @classmethod
    def of(cls, query):
        wanted, unwanted = [], []
        for found in _TERM.finditer(_QUOTES.sub('"', query[:MAX_QUERY])):
            if term := _term(found[2] or found[3] or ""):
                (unwanted if found[1] else wanted).append(term)
        if not wanted:
            return None
        return cls(tuple(wanted[:MAX_TERMS]), tuple(unwanted[:MAX_TERMS]))

    def for_fts5(self):
        """Write ("a b" AND "c" AND "d") NOT ("e")."""

        def join(terms):
            phrases = [" ".join(phrase) for term in terms for phrase in term]
            return "({})".format(" AND ".join(f'"{phrase}"' for phrase in phrases))

        return " NOT ".join([join(self.wanted), *(join([t]) for t in self.unwanted)])

    def for_tsquery(self):
        """Write ((a <-> b) & (c) & (d)) & !((e))."""

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
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        return (
            f"{table}.id IN (SELECT rowid FROM forum_comment_fts WHERE tokens MATCH %s)",
            [self.rhs.for_fts5()],
        )

    def as_postgresql(self, compiler, connection):
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        return f"{table}.search_vector @@ %s::tsquery", [self.rhs.for_tsquery()]
