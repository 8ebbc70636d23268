"""Model, view, controller as they were meant: a poll, and its views, in a terminal.

    python votes.py [choice...]         tea, coffee and water if none are given

    tea            a vote for tea; -tea takes one back
    open bars      open a view: table, bars or leader
    close bars     close it
    quit           or the end of the input

Each view that is open shows itself in a line when it is opened, and whenever the model
has changed. What cannot be done changes nothing, and no view shows itself:

    table: tea 2, coffee 1, water 0
    bars: tea ##, coffee #, water
    leader: tea                       "tea and coffee" if both lead; "nobody" without votes
    error: milk is not to be chosen

Yours are the model, which must not know what a view is, and two of the views.
"""

import sys


class Poll:
    """The model: votes, and what may be done with them. It prints nothing."""

    def __init__(self, choices):
        self._votes = dict.fromkeys(choices, 0)

    def votes(self):
        """Give {choice: number}; a copy, which nobody can vote with."""
        return dict(self._votes)

    # Your part: whoever is added is told of each change from then on, by
    # view.update(self). What cannot be done raises ValueError.

    def vote(self, choice):
        raise ValueError("vote is not written yet")

    def take_back(self, choice):
        raise ValueError("take_back is not written yet")

    def add_view(self, view):
        pass

    def remove_view(self, view):
        pass


# The views: each shows the model in its own way, whenever it is told to.


class Table:
    def update(self, poll):
        numbers = (f"{choice} {number}" for choice, number in poll.votes().items())
        print("table:", ", ".join(numbers), flush=True)


class Bars:
    def update(self, poll):
        print("bars: your part", flush=True)


class Leader:
    def update(self, poll):
        print("leader: your part", flush=True)


class Controller:
    """Turn lines into messages to the model, and open and close views."""

    KINDS = {"table": Table, "bars": Bars, "leader": Leader}

    def __init__(self, poll):
        self.poll = poll
        self.open = {}

    def obey(self, line):
        """Do what a line says. It shows nothing: whatever has changed shows itself."""
        verb, _, kind = line.partition(" ")
        if verb == "open":
            self.open_view(kind)
        elif verb == "close":
            self.close_view(kind)
        elif line.startswith("-"):
            self.poll.take_back(line[1:])
        else:
            self.poll.vote(line)

    def open_view(self, kind):
        if kind not in self.KINDS or kind in self.open:
            raise ValueError(f"{kind} is open, or no view")
        view = self.open[kind] = self.KINDS[kind]()
        self.poll.add_view(view)
        view.update(self.poll)

    def close_view(self, kind):
        if kind not in self.open:
            raise ValueError(f"{kind} is not open")
        self.poll.remove_view(self.open.pop(kind))


def main():
    controller = Controller(Poll(sys.argv[1:] or ["tea", "coffee", "water"]))
    controller.obey("open table")
    for line in sys.stdin:
        line = line.strip()
        if line == "quit":
            break
        try:
            controller.obey(line)
        except ValueError as error:
            print(f"error: {error}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
