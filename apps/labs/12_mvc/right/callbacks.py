"""The same poll with functions in place of views, and lines matched by a table."""

import sys

FILE = "votes.py"


class Poll:
    def __init__(self, choices):
        self.counts, self.watchers = dict.fromkeys(choices, 0), ()

    def votes(self):
        return {**self.counts}

    def vote(self, choice, step=1):
        now = self.counts.get(choice)
        if now is None or now + step < 0:
            raise ValueError("that cannot be")
        self.counts = self.counts | {choice: now + step}
        # A tuple does not change: whoever leaves makes another one.
        for watcher in self.watchers:
            watcher.update(self)

    def take_back(self, choice):
        self.vote(choice, -1)

    def add_view(self, view):
        self.watchers += (view,)

    def remove_view(self, view):
        self.watchers = tuple(w for w in self.watchers if w is not view)


class Line:
    """A view made of a function from votes to text."""

    def __init__(self, show):
        self.show = show

    def update(self, poll):
        sys.stdout.write(self.show(poll.votes()) + "\n")
        sys.stdout.flush()


def table(votes):
    return "table: " + ", ".join(f"{c} {n}" for c, n in votes.items())


def bars(votes):
    return "bars: " + ", ".join(f"{c}  {n * '#'}" for c, n in votes.items())


def leader(votes):
    top = max(votes.values())
    return "leader: " + (
        " and ".join(c for c, n in votes.items() if n == top) if top else "nobody"
    )


KINDS = {"table": table, "bars": bars, "leader": leader}


def main():
    poll = Poll(sys.argv[1:] or ["tea", "coffee", "water"])
    opened = {}

    def show(kind):
        opened[kind] = Line(KINDS[kind])
        opened[kind].update(poll)
        poll.add_view(opened[kind])

    show("table")
    for line in map(str.strip, sys.stdin):
        try:
            match line.split():
                case ["quit"]:
                    break
                case ["open", kind]:
                    show(kind)
                case ["close", kind]:
                    poll.remove_view(opened.pop(kind))
                case [choice] if choice.startswith("-"):
                    poll.take_back(choice[1:])
                case _:
                    poll.vote(line)
        except (KeyError, ValueError) as error:
            print(f"error: {error}", flush=True)


if __name__ == "__main__":
    main()
