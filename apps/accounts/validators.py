"""What a name, a text and a password may hold."""

import re
import unicodedata
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError

# \w would do, but for a name that begins or ends with a hyphen or underscore.
USERNAME = re.compile(r"[^\W_]([\w-]*[^\W_])?")

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
    if not USERNAME.fullmatch(text):
        raise ValidationError(
            "Use letters, digits, hyphens and underscores; "
            "begin and end with a letter or a digit.",
            code="invalid",
        )


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
