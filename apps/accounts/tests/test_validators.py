import unicodedata

import pytest
from django.core.exceptions import ValidationError

from apps.accounts.validators import (
    MaximumLengthValidator,
    SomethingVisibleValidator,
    validate_display_name,
    validate_time_zone,
    validate_username,
)

from . import hostile
from .make import shown


class UsernameTests:
    @pytest.mark.parametrize(
        "name", ["ada", "élise", "艾达", "best-deals-4u", "a_b", "42", "نور", "Ωmega"]
    )
    def test_names_of_the_world_are_welcome(self, name):
        validate_username(name)

    @pytest.mark.parametrize(
        "name",
        [
            *("किरण", "हिन्दी_42", "தமிழ்", "తెలుగు", "ಕನ್ನಡ", "മലയാളം", "বাংলা"),
            *("ગુજરાતી", "ਪੰਜਾਬੀ", "ଓଡ଼ିଆ", "မြန်မာ", "ខ្មែរ", "ไทย-สวัสดี"),
            "ශ්\N{ZERO WIDTH JOINER}රී",
            "علی\N{ZERO WIDTH NON-JOINER}رضا",
            "שָׁלוֹם",
        ],
        ids=ascii,
    )
    def test_scripts_that_write_vowels_as_marks_are_welcome(self, name):
        validate_username(unicodedata.normalize("NFKC", name))

    @pytest.mark.parametrize(
        "name",
        [
            "\N{DEVANAGARI VOWEL SIGN I}रण",  # a mark without a letter
            "कि-\N{DEVANAGARI VOWEL SIGN I}",
            "क" + "\N{DEVANAGARI SIGN NUKTA}" * 4,  # a tower
            "ada\N{COMBINING LONG SOLIDUS OVERLAY}",
            "ada\N{VARIATION SELECTOR-1}x",
            "a\N{ZERO WIDTH JOINER}da",  # joins nothing
            "क\N{ZERO WIDTH JOINER}रण",
            "श्\N{ZERO WIDTH JOINER}\N{DEVANAGARI VOWEL SIGN I}",
            "ad\N{ZERO WIDTH NON-JOINER}a",
        ],
        ids=ascii,
    )
    def test_marks_and_joiners_out_of_place_are_refused(self, name):
        with pytest.raises(ValidationError):
            validate_username(name)

    @pytest.mark.parametrize(
        "name",
        ["a", "-ada", "ada-", "_ada", "a.b", "a b", "a@b", "a/b", "ada\n", "😀😀", ""],
    )
    def test_other_signs_are_refused(self, name):
        with pytest.raises(ValidationError):
            validate_username(name)

    @pytest.mark.parametrize("name", hostile.NAMES[:-1], ids=ascii)
    def test_invisible_signs_are_named(self, name):
        with pytest.raises(ValidationError, match="invisible"):
            validate_username(name)

    def test_full_width_letters_are_not_plain(self):
        with pytest.raises(ValidationError, match="plain letters"):
            validate_username("Ａda")


class DisplayNameTests:
    @pytest.mark.parametrize(
        "name",
        [
            "Ada Okafor",
            "林晓 Lin Xiao",
            "नमिता",
            "Nguyễn Thị Minh",
            "علی\N{ZERO WIDTH NON-JOINER}رضا",
            "Oskar 👩\N{ZERO WIDTH JOINER}💻",
            "d'Artagnan, 3rd",
        ],
    )
    def test_names_of_the_world_are_welcome(self, name):
        validate_display_name(name)

    @pytest.mark.parametrize("name", hostile.NAMES[:-1], ids=ascii)
    def test_invisible_signs_are_named(self, name):
        with pytest.raises(ValidationError, match="invisible"):
            validate_display_name(name)

    @pytest.mark.parametrize(
        "name",
        [
            "\N{ZERO WIDTH JOINER}",
            "Ada\N{ZERO WIDTH NON-JOINER}",
            "\N{BRAILLE PATTERN BLANK}",
            "\N{COMBINING ACUTE ACCENT}",
            "Z" + "\N{COMBINING TILDE}" * 20 + "algo",
        ],
        ids=ascii,
    )
    def test_what_cannot_be_read_is_refused(self, name):
        with pytest.raises(ValidationError):
            validate_display_name(name)


@pytest.mark.parametrize("name", ["Mars/Phobos", "../../etc/passwd", "/etc/passwd"])
def test_unknown_time_zone_is_refused(name):
    with pytest.raises(ValidationError, match="unknown"):
        validate_time_zone(name)


def test_password_has_a_greatest_length():
    MaximumLengthValidator().validate("é" * 128)

    with pytest.raises(ValidationError, match="128"):
        MaximumLengthValidator().validate("é" * 129)


def test_password_of_blanks_is_refused():
    SomethingVisibleValidator().validate("a       b")

    for blanks in " " * 8, "\u3000\N{NO-BREAK SPACE}" * 4:
        with pytest.raises(ValidationError, match="spaces alone"):
            SomethingVisibleValidator().validate(blanks)


@pytest.mark.django_db
def test_registration_asks_for_more_than_blanks(client):
    filled = {"username": "ada", "email": "ada@example.org", "password": " " * 8}
    response = client.post("/accounts/register/", filled | shown())

    assert "spaces alone" in response.text
