import re
import unicodedata

import pytest

from apps.accounts.confusables import mixed_scripts, skeleton
from apps.accounts.models import User
from apps.accounts.names import RESERVED
from apps.accounts.validators import shape_of
from tests.addresses import addresses


class SkeletonTests:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("ada", "аdа"),  # Cyrillic а
            ("paypal", "paypaI"),  # capital I
            ("modern", "modem"),
            ("ADA0", "adao"),
            ("AΒC", "ABC"),  # Greek Β
            ("best_deals-4u", "best-deals_4u"),
            ("علی\N{ZERO WIDTH NON-JOINER}رضا", "علیرضا"),
            ("ada\N{VARIATION SELECTOR-1}", "ada"),
            (
                "caf\N{LATIN SMALL LETTER E WITH ACUTE}",
                "cafe\N{COMBINING ACUTE ACCENT}",
            ),
        ],
    )
    def test_look_alikes_have_one(self, one, other):
        assert skeleton(one) == skeleton(other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [("ada", "eda"), ("elise", "élise"), ("艾达", "艾大"), ("ada1", "ada2")],
    )
    def test_names_that_differ_do_not(self, one, other):
        assert skeleton(one) != skeleton(other)

    def test_longest_fits_its_column(self):
        """Of all characters that a name may have, thirty of the worst."""
        drawn = max(
            len(skeleton(character))
            for character in map(chr, range(0x110000))
            if shape_of(character) in {"a", "m", "_"}
            and unicodedata.normalize("NFKC", character) == character
        )
        names = User._meta.get_field("username").max_length
        assert drawn * names <= User._meta.get_field("username_skeleton").max_length


class MixedScriptsTests:
    @pytest.mark.parametrize(
        "name",
        [
            "ada",
            "ада",
            "艾达",
            "ada艾达",
            "日本ゴひら-x",
            "noorنور",
            "אב1",
            "ada_1",
            "김-kim",
        ],
    )
    def test_scripts_that_belong_together(self, name):
        assert mixed_scripts(name) == []

    @pytest.mark.parametrize(
        ("name", "scripts"),
        [
            ("аda", ["Cyrillic", "Latin"]),
            ("aδα", ["Greek", "Latin"]),
            ("Ꭰda", ["Cherokee", "Latin"]),
            ("אבひ", ["Hebrew", "Hiragana"]),
        ],
    )
    def test_scripts_that_do_not(self, name, scripts):
        assert mixed_scripts(name) == scripts


def test_first_word_of_each_address_is_reserved():
    """So that no name reads like a page of the site."""
    words = {address.route.split("/")[1].partition(".")[0] for address in addresses()}
    words = {word for word in words if re.fullmatch(r"[a-z-]{2,}", word)}

    assert words - RESERVED == set()
