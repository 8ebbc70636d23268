"""What lab 20 asks while a member hangs: it is found out, left alone, and asked again."""

import json
import signal
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from apps.labs.checking import rfc, step
from apps.labs.programs import poll
from apps.labs.showing import count

from .check_customer import begun
from .check_group import Group, directive, seats, told_statuses

CROWD = 15


@step(
    "A member hangs, and nobody notices",
    clause=directive(
        "uwsgi_read_timeout",
        "So long may an answer keep silent; then the next server is asked, if "
        "uwsgi_next_upstream says timeout. It is a minute if not said.",
        "uwsgi",
    ),
    question="A process sleeps, and its socket still takes connections. How is it found out?",
)
def survives_hanging(bench):
    group = Hanging(bench)
    bench.expect(
        set(group.gets) == {200},
        "While two hangs, every GET for /turns/ is answered by another member: 200.",
        got=told_statuses(group.gets),
    )


@step(
    "Who hangs is left alone",
    clause=directive(
        "server",
        "max_fails, fail_timeout: after so many failures a server is not asked for so long.",
    ),
    question="Every third request waits a second for a member that hangs. Who could remember?",
)
def leaves_it_alone(bench):
    group = Hanging(bench)
    # Turns alone would make it five of each crowd. Without a zone each worker of
    # nginx finds out for itself, and one of them may have slept until the second.
    tried = min(group.tried_with_two("second"), group.tried_with_two("third"))
    bench.expect(
        tried <= 3,
        "When two has kept silent, nginx asks the others at once. Two is tried again later, "
        "and not by each third request.",
        got=f"{CROWD} GETs came at once, when nginx had already waited for two in vain. "
        f"{tried} of them were tried with two.",
    )


@step(
    "A POST is not done twice",
    clause=rfc(
        9110,
        "9.2.2",
        "A request that is not idempotent must not be repeated by a proxy of itself: nobody "
        "knows whether it was done.",
    ),
    question="An order is sent, and then there is silence. Has it been taken?",
)
def posts_once(bench):
    group = Hanging(bench)
    twice = {
        key: who for key, who in group.asked.items() if "post" in key and len(who) > 1
    }
    bench.expect(
        not twice,
        "A POST that two took, and did not answer in time, is not handed to another.",
        got=f"{count(len(twice), 'POST was', 'POSTs were')} done by two members: first by "
        "another, and by two itself when it went on.",
    )


@step(
    "A slow page does not take them all",
    clause=directive(
        "uwsgi_next_upstream_tries",
        "So many servers are asked at most; 0, the default, is all of them.",
        "uwsgi",
    ),
    question="A page that computes for a minute: how many members compute it, in your group?",
)
def tries_twice(bench):
    group = Hanging(bench)
    who = group.asked["long"]
    bench.expect(
        len(who) <= 2,
        "A page that is slow everywhere is asked of two members at most.",
        got=f"It was asked of {', '.join(who)}: all who were there have worked at it.",
    )


@step(
    "Who recovers is asked again",
    clause=directive(
        "server",
        "fail_timeout: after this time a request tries it again; 10 s if not said.",
    ),
    question="For how long is a member that failed once out of the group?",
)
def comes_back(bench):
    group = Hanging(bench)
    bench.expect(
        group.is_back,
        "When two goes on, /turns/ comes to it again, after some seconds.",
        got="Nothing did.",
    )


# The trial


class Hanging:
    """What happened while two hung, and when it went on: tried once, for all the steps.

    gets: the statuses of GETs. They come in three crowds, each of them at once: from the
    first nginx learns that two keeps silent, and the others show what it has learned. At
    once, because nginx chooses for all of a crowd in one moment, and so how often it tries
    two is no matter of how fast the machine is. asked: who was asked for what, {key: [members]}.
    is_back: whether two is asked again afterwards.
    """

    def __init__(self, bench):
        notes = bench.shared_folder / "hanging.json"
        if not notes.exists():
            # The bookshop needs seconds to begin: let it do so while we wait here.
            begun(bench)
            notes.write_text(json.dumps(self.watch(Group.fresh(bench))))
        self.gets, self.asked, self.is_back = json.loads(notes.read_text())

    def tried_with_two(self, crowd):
        keys = [f"{crowd}{number}" for number in range(CROWD)]
        return sum("two" in self.asked.get(key, []) for key in keys)

    def watch(self, group):
        patience = 4 + 2 * group.bench.patience
        # A seat at another member's: the slow page begins there.
        seat = next(
            seat
            for seat in seats(group.bench, 100)
            if not group.ask("GET", "/sticky/", patience, {"Cookie": f"seat={seat}"})[
                1
            ].startswith(b"two")
        )

        def crowd(name):
            paths = [f"/turns/?{name}{number}" for number in range(CROWD)]
            with ThreadPoolExecutor(len(paths)) as clients:
                ask = partial(group.ask, "GET", timeout=patience)
                return [status for status, _ in clients.map(ask, paths)]

        gets = []

        def get_on():
            for name in "first", "second", "third":
                gets.extend(crowd(name))
                if set(gets) != {200}:
                    return

        others = [("POST", f"/weights/?post{number}", patience) for number in range(10)]
        others.append(
            ("GET", "/sticky/long?long", patience, {"Cookie": f"seat={seat}"})
        )
        clients = [threading.Thread(target=group.ask, args=words) for words in others]
        clients.append(threading.Thread(target=get_on))
        group.signal("two", signal.SIGSTOP)
        try:
            for client in clients:
                client.start()
            for client in clients:
                client.join()
        finally:
            (group.folder / "enough").touch()
            group.signal("two", signal.SIGCONT)

        def is_back():
            return group.ask("GET", "/turns/?after", patience)[1].startswith(b"two")

        # Before it answers this it has done what waited at its socket, and noted it.
        is_back = poll(is_back, max(5, 3 * group.bench.patience))
        asked = defaultdict(list)
        for line in (group.folder / "asked.txt").read_text().splitlines():
            name, _, key = line.partition(" ")
            asked[key].append(name)
        return gets, asked, is_back
