"""Which names look alike, and which mix scripts: Unicode's Technical Standard 39.

Two names with one skeleton can be taken for one another: аda with a Cyrillic а
and ada, paypaI with a capital I and paypal. The data are Unicode's own
(confusables.txt, Scripts.txt), as the package confusable-homoglyphs carries them.
https://www.unicode.org/reports/tr39/
"""

import json
import unicodedata
from bisect import bisect_right
from functools import cache
from importlib import resources

# Writing that mixes scripts by its nature (§5.2, "highly restrictive").
TOGETHER = [
    {"LATIN", "HAN", "HIRAGANA", "KATAKANA"},
    {"LATIN", "HAN", "BOPOMOFO"},
    {"LATIN", "HAN", "HANGUL"},
]
# What may stand beside Latin alone ("moderately restrictive"): the scripts in wide
# use, but for Greek and Cyrillic, which share too many letters' looks with Latin.
BESIDE_LATIN = """
    ARABIC ARMENIAN BENGALI BOPOMOFO DEVANAGARI ETHIOPIC GEORGIAN GUJARATI GURMUKHI HAN
    HANGUL HEBREW HIRAGANA KANNADA KATAKANA KHMER LAO MALAYALAM MYANMAR ORIYA SINHALA
    TAMIL TELUGU THAANA THAI TIBETAN
"""

# Of Unicode's Default_Ignorable_Code_Point those that are no controls: joiners, and
# marks that choose how the letter before them is drawn.
IGNORABLE = [
    ("\N{COMBINING GRAPHEME JOINER}", "\N{COMBINING GRAPHEME JOINER}"),
    ("\N{KHMER VOWEL INHERENT AQ}", "\N{KHMER VOWEL INHERENT AA}"),
    ("\N{MONGOLIAN FREE VARIATION SELECTOR ONE}", "\u180f"),
    ("\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}"),
    ("\N{VARIATION SELECTOR-1}", "\N{VARIATION SELECTOR-16}"),
    ("\N{VARIATION SELECTOR-17}", "\N{VARIATION SELECTOR-256}"),
]


def skeleton(name):
    """Give what is left of a name when all that looks alike is the same.

    Once with its capitals, because I is drawn like l, and once without, because
    names are the same in any case. The two lines that join words are told apart by
    nobody, and what is not drawn at all makes no difference.
    """
    seen = "".join(character for character in name if not is_ignorable(character))
    return _drawn(_drawn(seen).casefold()).replace("_", "-")


def is_ignorable(character):
    """Say whether nothing is drawn for it by itself: joiners, choices of a shape."""
    return any(first <= character <= last for first, last in IGNORABLE)


def mixed_scripts(name):
    """Give the scripts of a name, in order, when they do not belong together."""
    found = {script for character in name if (script := _script(character))}
    if len(found) < 2 or any(found <= scripts for scripts in TOGETHER):
        return []
    beside = found - {"LATIN"}
    if len(found) == 2 and len(beside) == 1 and beside <= set(BESIDE_LATIN.split()):
        return []
    return sorted(script.replace("_", " ").title() for script in found)


def _drawn(text):
    shapes = unicodedata.normalize("NFD", text).translate(_prototypes())
    return unicodedata.normalize("NFD", shapes)


@cache
def _prototypes():
    """Map each character to the one, or the few, that it is drawn like.

    The package keeps each pair in both directions: a prototype has many that are
    drawn like it, each of those has only the prototype.
    """
    alike = {}
    for character, others in _data("confusables.json").items():
        alike.setdefault(_bare(character), []).extend(_bare(o["c"]) for o in others)
    table = {}
    for character, others in alike.items():
        if len(character) == len(others) == 1:
            [other] = others
            is_prototype = len(other) > 1 or len(alike[other]) > 1
            # Of two that have only each other, the first in Unicode is the prototype.
            if is_prototype or other < character:
                table[ord(character)] = other
    return table


def _bare(text):
    """Take off the marks that the data put around what is written right to left."""
    return text.strip("\N{LEFT-TO-RIGHT MARK}") or text


def _script(character):
    """Name the script of a character; none for what all scripts share."""
    starts, ranges = _scripts()
    first, last, name = ranges[bisect_right(starts, ord(character)) - 1]
    is_own = first <= ord(character) <= last and name not in {"COMMON", "INHERITED"}
    return name if is_own else ""


@cache
def _scripts():
    kept = _data("categories.json")
    names = kept["iso_15924_aliases"]
    ranges = [
        (first, last, names[script])
        for first, last, script, _ in kept["code_points_ranges"]
    ]
    return [first for first, _, _ in ranges], ranges


def _data(file):
    path = resources.files("confusable_homoglyphs").joinpath(file)
    return json.loads(path.read_text("utf-8"))
