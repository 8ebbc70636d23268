"""Model, view, controller as they were meant: a poll, and its views, in a terminal.

    python votes.py [choice...]         tea, coffee and water if none are given

    tea            a vote for tea; -tea takes one back
    open bars      open a view: table, bars or leader
    close bars     close it
    quit           or the end of the input

At Xerox, where Smalltalk was made, Trygve Reenskaug asked in 1979 how a program could
show the same thing in several ways at once, and stay one thing. His answer is in four
lines of Poll below: a model keeps a list of who depends on it, and tells each of them
"I have changed". It does not know what they are. A view asks the model what it wants to
know and shows it; a controller takes what the person types and asks the model to act.

On the web nobody is told: a page is made when it is asked for, and then it is over. What
web frameworks call MVC has the words from here, and not this.
"""

import sys


class Poll:
    """The model: votes, and what may be done with them. It prints nothing."""

    def __init__(self, choices):
        self._votes = dict.fromkeys(choices, 0)
        self._views = []

    def votes(self):
        """Give {choice: number}; a copy, which nobody can vote with."""
        return dict(self._votes)

    def vote(self, choice):
        self._add(choice, 1)

    def take_back(self, choice):
        if not self._votes.get(choice, 1):
            raise ValueError(f"{choice} has no vote")
        self._add(choice, -1)

    def _add(self, choice, number):
        if choice not in self._votes:
            raise ValueError(f"{choice} is not to be chosen")
        self._votes[choice] += number
        self.changed()

    # Smalltalk's addDependent:, removeDependent: and changed

    def add_view(self, view):
        self._views.append(view)

    def remove_view(self, view):
        self._views.remove(view)

    def changed(self):
        # Over a copy: a view may go away while it is told, and the list would close
        # up under the loop, which then leaves out the next one.
        for view in list(self._views):
            view.update(self)


# The views: each shows the model in its own way, whenever it is told to.


class Table:
    def update(self, poll):
        numbers = (f"{choice} {number}" for choice, number in poll.votes().items())
        print("table:", ", ".join(numbers), flush=True)


class Bars:
    def update(self, poll):
        bars = (f"{choice} {'#' * number}" for choice, number in poll.votes().items())
        print("bars:", ", ".join(bar.strip() for bar in bars), flush=True)


class Leader:
    def update(self, poll):
        votes = poll.votes()
        most = max(votes.values(), default=0)
        first = [choice for choice, number in votes.items() if most and number == most]
        print("leader:", " and ".join(first) or "nobody", flush=True)


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
