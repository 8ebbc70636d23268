import random
import time

import pytest

from apps.forum.diff import CELLS, Block, Patience, compare, compare_words


def words(before, after):
    return compare_words(before, after, Patience())


def shown(blocks, *kinds):
    """Give what the blocks show of these kinds, their lines in one text."""
    return "\n".join(
        "".join(text for kind, text in block.parts if kind in kinds) for block in blocks
    )


class CompareWordsTests:
    def test_one_word(self):
        assert words("a quick cat", "a quick dog") == [
            ("same", "a quick "),
            ("gone", "cat"),
            ("new", "dog"),
        ]

    def test_chinese_has_words_of_one_sign(self):
        assert words("我们明天走吧", "我们今天走吧") == [
            ("same", "我们"),
            ("gone", "明"),
            ("new", "今"),
            ("same", "天走吧"),
        ]

    def test_two_changes_with_a_space_between_are_one(self):
        before, after = "see the red cat over there", "see the big dog over there"
        assert ("gone", "red cat") in words(before, after)
        assert ("new", "big dog") in words(before, after)

    def test_other_words_are_no_puzzle(self):
        before, after = "We tried it on Monday.", "Nobody knows; ask (again) please."
        assert words(before, after) == [("gone", before), ("new", after)]

    @pytest.mark.parametrize(("before", "after"), [("", "new"), ("gone", ""), ("", "")])
    def test_nothing_on_one_side(self, before, after):
        kinds = [("gone", before), ("new", after)]
        assert words(before, after) == [part for part in kinds if part[1]]


class CompareTests:
    def test_lines_around_a_change_and_how_many_are_left_out(self):
        before = [f"Line {n}" for n in range(20)]
        after = [*before[:10], "Line ten", *before[11:]]
        blocks = compare("\n".join(before), "\n".join(after), Patience())
        assert [block.skipped for block in blocks] == [8, 0, 0, 0, 7]
        assert blocks[1].parts == [("same", "Line 8\nLine 9")]
        assert blocks[2].parts == [("same", "Line "), ("gone", "10"), ("new", "ten")]

    def test_one_line_is_not_left_out(self):
        blocks = compare("a\nb\nc\nd", "a\nb\nc\ne", Patience())
        assert blocks[0] == Block([("same", "a\nb\nc")])

    def test_same_lines_twice_and_words_all_over(self):
        rng = random.Random(7)
        for _ in range(300):
            before, after = (
                "\n".join(
                    rng.choice(["a b", "b", "", "c d e"])
                    for _ in range(rng.randrange(9))
                )
                for _ in range(2)
            )
            patience = Patience(rng.choice([0, 5, CELLS]))
            blocks = [b for b in compare(before, after, patience) if not b.skipped]
            gone = shown(blocks, "same", "gone").split("\n")
            came = shown(blocks, "same", "new").split("\n")
            assert is_within(gone, before.split("\n"))
            assert is_within(came, after.split("\n"))

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("a\n" * 10_000, "b\n" * 10_000),
            ("a b " * 5_000, "b a " * 5_000),
            ("a\nb\n" * 5_000, "b\na\n" * 5_000),
            ("\n" * 20_000, "x"),
            (
                "\n".join("ab"[n % 7 % 2] for n in range(1_900)),
                "\n".join("ab"[n % 5 % 2] for n in range(199)),
            ),
            (
                " ".join(f"{n % 97}" for n in range(600)),
                " ".join(f"{n % 89}" for n in range(600)),
            ),
        ],
    )
    def test_hostile_texts_take_bounded_time(self, before, after):
        patience, started = Patience(), time.process_time()
        for _ in range(10):
            compare(before, after, patience)
        assert time.process_time() - started < 2


def is_within(lines, whole):
    """Say whether these lines stand in the whole text, in this order.

    A block whose words all went shows an empty line of what came; and the other way.
    """
    rest = iter(whole)
    return all(line == "" or line in rest for line in lines)
