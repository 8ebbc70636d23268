import time

import pytest

from apps.look import markup
from apps.look.mentions import ASKED, LINKED, Called, spellings


class Person:
    def __init__(self, name):
        self.name = name

    def get_absolute_url(self):
        return f"/members/{self.name}/"


NAMES = ["ada", "艾达", "민수", "a_b-c", "élise", "किरण", "தமிழ்", "မြန်မာ"]
PEOPLE = {name: Person(name) for name in NAMES}
NOBODY = [
    "a@ada.org",
    "write to ada@ada",
    "@ada.org",
    "@ada@example.org",
    "@@ada",
    "medium.com/@ada",
    "@ada/package",
    "https://medium.com/@ada",
    "<mailto:a@ada.org>",
    "[@ada](https://example.org)",
    "![@ada](https://example.org/ada.png)",
    "`@ada`",
    "    @ada",
    "```\n@ada\n```",
    "\\@ada",
    "@adam",
    "@",
    "@a",
]


def called(text, people=PEOPLE):
    """Give the HTML, the names that were linked, and the names that were asked for."""
    asked = []

    def find(names):
        asked.append(names)
        return {name: people[name] for name in names if name in people}

    names = Called(find)
    html = markup.render(text, called=names)
    return html, [person.name for person in names.linked], asked


class CalledTests:
    @pytest.mark.parametrize(
        "text",
        [
            *("@ada", "@ada.", "(@ada)", "@ada, yes", "@ada's", "@ada…", "“@ada”"),
            *("**@ada**", "*@ada*", "> @ada", "# @ada", "- @ada", "@ada_", "@ada--"),
            *(
                "| @ada |\n|---|",
                "请问@ada吗",
                "@ada你好",
                ".@ada",
                "@ada/@bob",
                "@ada:",
            ),
        ],
    )
    def test_ada_is_called(self, text):
        html, names, _ = called(text)
        assert names == ["ada"]
        assert 'href="/members/ada/" class="mention"' in html
        assert ">@ada</a>" in html

    @pytest.mark.parametrize("text", NOBODY)
    def test_nobody_is_called(self, text):
        html, names, _ = called(text)
        assert names == []
        assert "mention" not in html

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("@艾达", "艾达"),
            ("请问@艾达这个怎么做？", "艾达"),
            ("@민수님, 안녕하세요", "민수"),
            ("@a_b-c_", "a_b-c"),
            ("@élise", "élise"),
            ("(@किरण)", "किरण"),
            ("@தமிழ், வா", "தமிழ்"),
            ("@မြန်မာ ok", "မြန်မာ"),
        ],
    )
    def test_names_of_all_scripts(self, text, name):
        assert called(text)[1] == [name]

    def test_text_stays_as_it_was_typed(self):
        html, _, _ = called("@ada你好 and @nobody & co")
        assert html.startswith('<p><a href="/members/ada/"')
        assert html.endswith("@ada</a>你好 and @nobody &amp; co</p>")

    def test_find_is_asked_once_and_only_if_somebody_is_called(self):
        assert called("Nobody here: a@b.org")[2] == []
        assert called("@ada @bob **@ada**\n\n@eve")[2] == [["ada", "bob", "eve"]]

    def test_ten_people_are_linked_each_as_often_as_called(self):
        crowd = {f"user{n}": Person(f"user{n}") for n in range(LINKED + 2)}
        text = " ".join(f"@{name}" for name in [*crowd, *crowd])
        html, names, _ = called(text, crowd)
        assert names == list(crowd)[:LINKED]
        assert html.count('class="mention"') == 2 * LINKED

    def test_number_of_names_asked_for_is_bounded(self):
        text = " ".join(f"@user{n}" for n in range(1_000))
        assert len(called(text)[2][0]) == ASKED

    def test_without_anybody_to_ask_names_are_text(self):
        assert markup.render("@ada & <b>") == "<p>@ada &amp; &lt;b&gt;</p>"
        assert markup.readable("Ask @ada.")[0] == "Ask @ada."

    @pytest.mark.parametrize(
        "text", ["@a" * 10_000, "@ada " * 4_000, "@" + "艾" * 19_000, "@" * 20_000]
    )
    def test_hostile_text_takes_bounded_time(self, text):
        started = time.process_time()
        called(text)
        assert time.process_time() - started < 2


class SpellingsTests:
    def test_longest_first(self):
        assert spellings("@ada你好") == ["ada你好", "ada你", "ada"]

    def test_latin_name_is_one_piece(self):
        assert spellings("@ada-lovelace_") == ["ada-lovelace"]
