import pytest

from apps.course.lessons.commands import Command, commands


class MatchTests:
    @pytest.mark.parametrize(
        ("output", "printed", "fits"),
        [
            ("a\nb", "a\nb\n", True),
            ("a\nb", "a\nc\n", False),
            ("a.b", "axb", False),
            ("at ‹12:00›.", "at 09:31.", True),
            ("at ‹12:00›.", "at .", False),
            ("…\nb", "b", True),
            ("…\nb", "a\na\nb", True),
            ("a\n…", "a\nb\nc", True),
            ("a\n…", "b", False),
            ("", "", True),
            ("", "x", False),
        ],
    )
    def test_output(self, output, printed, fits):
        assert Command("x", output).matches(printed) is fits


def test_text_is_divided_into_commands():
    found = commands("$ a\n1\n2\n$ b\n3")
    assert [(c.line, c.output) for c in found] == [("a", "1\n2"), ("b", "3")]
