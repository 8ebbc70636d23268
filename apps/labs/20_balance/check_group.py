"""What lab 20 asks of nginx.conf and uwsgi.ini: the load shared, and deaths survived."""

import contextlib
import http.client
import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path

from apps.labs import judge, ports
from apps.labs.checking import Refused, document, step
from apps.labs.nginxes import must_stay
from apps.labs.programs import poll
from apps.labs.showing import count

HERE = Path(__file__).parent
MEMBERS = ["one", "two", "three"]


def directive(name, says, module="upstream"):
    address = f"https://nginx.org/en/docs/http/ngx_http_{module}_module.html#{name}"
    return document("nginx", name, says, address)


def option(name, says, page="Options"):
    address = f"https://uwsgi-docs.readthedocs.io/en/latest/{page}.html"
    return document("uWSGI", name, says, address)


# How the load is shared


@step(
    "All three take their turns",
    clause=directive(
        "upstream",
        "Requests go to the servers of a group in turns, when nothing else is said.",
    ),
    question="Which member gets the fourth request, and where does nginx know it from?",
)
def takes_turns(bench):
    group = Group(bench)
    must_stay(group.server, "var/group/nginx.pid")
    asked = 30
    counts = Counter(group.member("/turns/") for _ in range(asked))
    # Workers without a common zone begin with the same member, each for itself.
    bench.expect(
        all(abs(counts[name] - asked / 3) <= 3 for name in MEMBERS),
        f"Of {asked} requests for /turns/ each member answers about {asked // 3}.",
        got=told(counts),
    )


@step(
    "Weights are kept",
    clause=directive(
        "server",
        "weight: of the requests a server gets its part of the sum; 1 if not said.",
    ),
    question="What is the sum of all weights, and what is one's part of it?",
)
def keeps_weights(bench):
    group = Group(bench)
    counts = Counter(group.member("/weights/") for _ in range(30))
    wanted = {"one": 18, "two": 6, "three": 6}
    bench.expect(
        all(abs(counts[name] - wanted[name]) <= 3 for name in MEMBERS),
        "Of 30 requests for /weights/ one answers about 18, two and three about 6.",
        got=told(counts),
    )


@step(
    "Who has a seat keeps to it",
    clause=directive(
        "hash", "hash: the same key, the same server. The key may be made of variables."
    ),
    question="From what does nginx know that two requests come from the same person?",
)
def keeps_seats(bench):
    group = Group(bench)
    for seat in seats(bench, 12):
        where = [group.member("/sticky/", f"Cookie: seat={seat}") for _ in range(4)]
        bench.expect(
            len(set(where)) == 1,
            "Four requests for /sticky/ with the same cookie, seat, come to the same member.",
            got=f"Those with seat={seat} came to {', '.join(where)}.",
        )


@step(
    "All of a school find places",
    clause=directive(
        "ip_hash",
        "ip_hash takes the first three numbers of an IPv4 address as its key.",
    ),
    question="Which addresses does nginx see when thirty people share one, or a proxy?",
)
def spreads_seats(bench):
    group = Group(bench)
    counts = Counter(
        group.member("/sticky/", f"Cookie: seat={seat}") for seat in seats(bench, 45)
    )
    bench.expect(
        all(counts[name] >= 3 for name in MEMBERS),
        "45 people with seats of their own, all from one address, are spread over all three.",
        got=told(counts),
    )


# A member that dies


@step(
    "A member dies under load, and no GET fails",
    clause=directive(
        "uwsgi_next_upstream",
        "error: when a connection cannot be made, or breaks, the next server is asked.",
        "uwsgi",
    ),
    question="What is it that nginx sees of a process that was killed in the middle?",
)
def survives_death(bench):
    group = Group(bench)
    with Load(group, "GET") as load:
        load.goes_on(40)
        group.signal("two", signal.SIGKILL)
        load.goes_on(100)
    bench.expect(
        not load.failures,
        "All GETs are answered, those that were with two when it was killed, too.",
        got=f"{told_statuses(load.failures)} There were {len(load.bodies)} good ones.",
    )


# The group


class Group:
    """The learner's nginx.conf and uwsgi.ini, with an application of the check's."""

    def __init__(self, bench, is_fresh=False):
        for name in "nginx.conf", "uwsgi.ini":
            if not (bench.folder / name).exists():
                raise Refused(f"There is a file {name}.", got="There is none.")
        bench.lay("balance.py", (HERE / "balance.py").read_bytes())
        bench.lay("app.py", (HERE / "check_app.py").read_bytes())
        self.bench = bench
        self.folder = bench.folder if is_fresh else bench.shared_folder
        start = bench.serve if is_fresh else bench.shared
        self.server = start("balance.py", named=8020)
        if (
            not poll(self.is_open, max(bench.start_patience, 15))
            or self.server.has_ended
        ):
            raise Refused(
                "balance.py starts three uWSGI and nginx, which listens.",
                got=self.why(),
                question="What does nginx or uWSGI say last?",
            )

    @classmethod
    def fresh(cls, bench):
        """One that no other step uses, and that may be hurt."""
        return cls(bench, is_fresh=True)

    def is_open(self):
        return self.server.has_ended or not ports.is_unused(self.server.port)

    def why(self):
        """The last words of whoever may have said why."""
        lines = self.server.errors.decode("utf-8", "replace").splitlines()[-3:]
        for name in MEMBERS:
            log = self.folder / "var" / "group" / f"{name}.log"
            last = (
                log.read_text(errors="replace").splitlines()[-1:]
                if log.exists()
                else []
            )
            lines += [f"{name}.log: {line}" for line in last]
        return "\n".join(lines)

    def member(self, path, *lines):
        """Ask a page, and give the name of the member that answers."""
        answer = judge.ask(self.server, judge.request(path, "GET", *lines))
        self.bench.expect(
            answer.status == 200,
            f"{path} is answered by a member of the group: 200.",
            # Of what nginx says of its own accord no member knows why.
            got=f"{answer.status}."
            + (f" {self.why()}" if answer.status in {502, 504} else ""),
            wire=answer.wire,
        )
        return answer.text.split()[0]

    def signal(self, name, number):
        """Do something to a member's machine: to all of its processes."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(
                int((self.folder / "var" / "group" / f"{name}.pid").read_text()), number
            )

    def ask(self, method, path, timeout, fields=None):
        """Ask beside the check's own conversation; give the status, or what happened."""
        link = http.client.HTTPConnection(ports.HOST, self.server.port, timeout=timeout)
        try:
            link.request(method, path, headers=fields or {})
            answer = link.getresponse()
            return answer.status, answer.read()
        except TimeoutError:
            return "silence", b""
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__, b""
        finally:
            link.close()


class Load:
    """Three clients that ask for /turns/ without end, each for itself."""

    def __init__(self, group, method):
        self.group, self.method = group, method
        self.bodies, self.failures = [], []
        self.is_over = threading.Event()
        self.clients = [threading.Thread(target=self.ask_on) for _ in range(3)]

    def ask_on(self):
        patience = 10 + self.group.bench.patience
        while not self.is_over.is_set():
            status, body = self.group.ask(self.method, "/turns/?load", patience)
            if status == 200:
                self.bodies.append(body)
            else:
                self.failures.append(status)
            # A POST cannot be repeated by nginx; so few are enough to see one fail.
            time.sleep(0.01 if self.method == "POST" else 0)

    def goes_on(self, number):
        """Wait for so many more answers."""
        enough = len(self.bodies) + len(self.failures) + number
        poll(lambda: len(self.bodies) + len(self.failures) >= enough, 30)

    def __enter__(self):
        for client in self.clients:
            client.start()
        return self

    def __exit__(self, *trouble):
        self.is_over.set()
        for client in self.clients:
            client.join()


def seats(bench, number):
    return [f"{bench.random.randrange(16**8):08x}" for _ in range(number)]


def told(words):
    """Write how often each word came."""
    counts = Counter(words)
    others = sorted(counts.keys() - set(MEMBERS))
    return ", ".join(f"{name} {counts[name]}" for name in [*MEMBERS, *others])


def told_statuses(statuses):
    counts = Counter(map(str, statuses))
    return ", ".join(f"{count(n, 'time')} {name}" for name, n in counts.items()) + "."
