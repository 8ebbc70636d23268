"""Laid beside the learner's votes.py by the check: another program that uses its model.

It prints "expected …| what was" for the first thing that is not so, and else "well".
"""

import contextlib
import io
import sys

from votes import Poll


class Seen:
    """A view such as the model has never met: it only notes what it was told."""

    def __init__(self):
        self.times = []

    def update(self, poll):
        self.times.append(poll.votes())


class Once(Seen):
    """A view that goes away when it has seen one change."""

    def update(self, poll):
        super().update(poll)
        poll.remove_view(self)


def expect(is_so, expected, got):
    if not is_so:
        print(f"expected {expected} | {got}", file=sys.__stdout__)
        sys.exit()


def main():
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        poll, other = Poll(["tea", "coffee"]), Poll(["tea", "coffee"])
        poll.vote("tea")
        expect(
            poll.votes() == {"tea": 1, "coffee": 0},
            "A Poll without a view counts as well.",
            f"After one vote for tea its votes() are {poll.votes()}.",
        )
        one, two = Seen(), Seen()
        poll.add_view(one)
        poll.add_view(two)
        poll.vote("tea")
        told = [{"tea": 2, "coffee": 0}]
        expect(
            one.times == two.times == told,
            "Each view that was added is told once, when the vote is counted already.",
            f"They were told of {one.times} and {two.times}.",
        )
        other.vote("coffee")
        expect(
            one.times == told and poll.votes()["coffee"] == 0,
            "Two polls in one program have nothing in common.",
            "A vote in one was told to the views of the other, or counted there.",
        )
        poll.votes()["tea"] = 99
        expect(
            poll.votes()["tea"] == 2,
            "Votes change by vote and take_back only: votes() gives a copy.",
            "What votes() gave was changed from outside, and the poll with it.",
        )
        poll = Poll(["tea"])
        views = [Once(), Seen(), Once(), Once(), Seen()]
        for view in views:
            poll.add_view(view)
        poll.vote("tea")
        poll.vote("tea")
        times = [len(view.times) for view in views]
        expect(
            times == [1, 2, 1, 1, 2],
            "A view may go away while it is told, and no other misses anything: five "
            "views, of which three go away at the first of two votes, are told 1, 2, 1, "
            "1 and 2 times.",
            f"They are told {times} times.",
        )
    expect(
        not printed.getvalue(),
        "The model prints nothing: what is seen is the views' matter.",
        f"It printed {printed.getvalue()!r}.",
    )
    print("well")


if __name__ == "__main__":
    main()
