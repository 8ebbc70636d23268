import pytest

from apps.labs import ladder
from apps.labs.showing import difference, folded, lines_of


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", ["(nothing)"]),
        (b"GET / HTTP/1.1\r\n\r\n", ["GET / HTTP/1.1\\r\\n", "\\r\\n"]),
        (b"a\tb\\n", ["a\\tb\\\\n"]),
        (b"no end", ["no end"]),
    ],
)
def test_text_is_shown_with_its_line_ends(data, lines):
    assert lines_of(data) == lines


def test_bytes_that_are_no_text_are_shown_in_hex_too():
    assert lines_of(b"\x89PNG\r\n\x1a\n") == [
        "in hex, and as text:",
        "byte    0: 89 50 4e 47 0d 0a 1a 0a                          .PNG....",
    ]


def test_letters_beyond_ascii_are_shown_as_text_and_in_hex():
    shown = lines_of("Grüße".encode())
    assert shown[0] == "Grüße"
    assert "47 72 c3 bc c3 9f 65" in shown[2]


def test_of_much_the_middle_is_left_out():
    shown = lines_of(b"0123456789\n" * 500)
    assert "(4,316 bytes more here)" in shown
    assert sum(map(len, shown)) < 1500


def test_of_a_long_line_the_middle_is_left_out():
    (line,) = lines_of(b"x" * 1000)
    assert line == "x" * 80 + " (880 more here) " + "x" * 40


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (b"ab", "It stops after 2 bytes of 3."),
        (b"abX", "The first difference is at byte 2: b'X' in place of b'c'."),
        (b"abcd", "After the 3 bytes expected, there are more."),
    ],
)
def test_difference_is_named(got, words):
    assert difference(got, b"abc") == words


@pytest.mark.parametrize("lab", ladder.labs(), ids=lambda lab: lab.name)
def test_hints_are_folded_and_their_code_is_not(lab):
    for hint in lab.hints:
        lines = folded(hint).splitlines()
        code = [line for line in hint.splitlines() if line.startswith("    ")]
        assert [line for line in lines if line.startswith("    ")] == code
        assert all(len(line) < 80 for line in lines if line not in code)
        assert folded(hint).split() == hint.split()


def test_list_is_folded_item_by_item():
    assert folded("- one two\n  three\n- four\n\nfive\nsix", 8) == (
        "- one\n  two\n  three\n- four\n\nfive six"
    )
