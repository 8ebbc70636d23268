"""What a name, a text and a password may hold."""

import re
import unicodedata
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError

from .confusables import is_ignorable

# A username by its shape (see shape_of): letters and digits, each with its marks;
# between them hyphens, underscores, or a joiner. No more than three marks at once:
# Burmese has as many, and towers of them grow over the lines above.
USERNAME = re.compile(r"am{0,3}(([-_]*|j)am{0,3})*")

# Invisible, yet proper between letters: Persian and Indian scripts shape words
# with them, and emoji are joined by them.
JOINERS = {"\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}"}

# Controls, formats (overrides of direction are among them), half characters,
# breaks of lines and paragraphs.
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}

# Letters, marks and signs by category, for which nothing is drawn.
BLANKS = {
    "\N{COMBINING GRAPHEME JOINER}",
    "\N{HANGUL CHOSEONG FILLER}",
    "\N{HANGUL JUNGSEONG FILLER}",
    "\N{HANGUL FILLER}",
    "\N{HALFWIDTH HANGUL FILLER}",
    "\N{KHMER VOWEL INHERENT AQ}",
    "\N{KHMER VOWEL INHERENT AA}",
    "\N{BRAILLE PATTERN BLANK}",
}

# Vietnamese and Hebrew get by with three signs on a letter; towers of them
# grow over the lines above.
MARKS = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4}"
)


def validate_username(text):
    """Refuse what is no name: see USERNAME."""
    validate_visible(text)
    validate_plain(text)
    if len(text) == 1:
        raise ValidationError("Use two characters at least.", code="min_length")
    if not USERNAME.fullmatch(shape_of(text)):
        raise ValidationError(
            "Use letters, digits, hyphens and underscores; "
            "begin and end with a letter or a digit.",
            code="invalid",
        )


def shape_of(text):
    """Write a for a letter or digit, m for a mark on it, j for a joiner in its place.

    Python's \\w has no marks. But in most scripts of India and its neighbours vowels
    are marks, and no word can be written without them: किरण, தமிழ், မြန်မာ.
    """
    return "".join(map(_shape, " " + text, text, text[1:] + " "))


def _shape(before, character, after):
    if character.isalnum():
        return "a"
    if character in JOINERS:
        return "j" if _may_join(before, character, after) else character
    is_mark = unicodedata.category(character) in {"Mn", "Mc"}
    is_line = unicodedata.combining(character) == 1  # strikes the letter out
    is_proper = is_mark and not is_line and not is_ignorable(character)
    return "m" if is_proper else character


def _may_join(before, character, after):
    """Say whether a joiner changes what is drawn here: Unicode's UAX 31, 2.3.1.

    After a virama (class 9), which asks for it in ශ්‍රී; and the non-joiner between
    Arabic letters, which Persian writes in compounds. Where it is not seen all the
    same, the skeleton leaves it out, so nobody takes a name with one more of them.
    """
    if unicodedata.combining(before) == 9:
        return True
    is_arabic = {unicodedata.bidirectional(c) for c in (before, after)} == {"AL"}
    return character == "\N{ZERO WIDTH NON-JOINER}" and is_arabic


def validate_display_name(text):
    """Refuse a name in which nothing, or not everything, can be seen."""
    validate_visible(text)
    if MARKS.search(text):
        raise ValidationError(
            "There are too many signs on one letter.", code="too_many_marks"
        )
    if not any(unicodedata.category(character)[0] in "LNSP" for character in text):
        raise ValidationError("Use at least one letter or sign.", code="invisible")


def validate_address(text):
    """Refuse an e-mail address that is not what it looks like."""
    validate_visible(text)
    validate_plain(text)


def validate_plain(text):
    """Refuse signs that only look like letters, such as ａ for a."""
    if unicodedata.normalize("NFKC", text) != text:
        raise ValidationError("Please write it in plain letters.", code="not_plain")


def validate_visible(text):
    """Refuse control characters, overrides of direction and blanks of all kinds."""
    for position, character in enumerate(text):
        if character in JOINERS and 0 < position < len(text) - 1:
            continue
        if character in BLANKS or unicodedata.category(character) in UNSEEN:
            raise ValidationError(
                "There is an invisible character in it "
                f"(U+{ord(character):04X}). Please type it instead of pasting it.",
                code="invisible",
            )


def validate_encodable(text):
    """Refuse half a character (a lone surrogate): it cannot be kept or sent."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValidationError(
            "There is a broken character in it. Please type it again.", code="broken"
        )


def validate_time_zone(name):
    """Refuse a zone that this machine does not know."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValidationError("This time zone is unknown.", code="unknown") from error


class SomethingVisibleValidator:
    """Refuse a password of spaces: guessed first, and often typed by mistake."""

    def validate(self, password, user=None):
        if not password.strip():
            raise ValidationError(
                "A password cannot be made of spaces alone.", code="password_blank"
            )

    def get_help_text(self):
        return "Use more than spaces."


class MaximumLengthValidator:
    """Bound a password: hashing one of a megabyte would cost the server dearly."""

    def __init__(self, max_length=128):
        self.max_length = max_length

    def validate(self, password, user=None):
        if len(password) > self.max_length:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self):
        return f"Use {self.max_length} characters at most."
