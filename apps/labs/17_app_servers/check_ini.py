"""uwsgi.ini, line by line."""

import json
import socket
import stat

from apps.labs.checking import short, step
from apps.labs.programs import poll

from .check_asks import (
    stack,
)
from .check_uwsgi import (
    Instance,
    UnixSocket,
    is_alive,
    kill,
    option,
)


@step(
    "uWSGI starts in the background and answers",
    clause=option(
        "daemonize",
        "Go into the background, and write into this file what there is to say.",
    ),
    question="Who gets the prompt back when you start it? And where do errors go then?",
)
def starts(bench):
    instance = Instance(bench)
    instance.who()
    bench.expect(
        instance.program.wait_ended(bench.patience),
        "The command ends while uWSGI goes on in the background.",
        got=instance.program.how_it_ended(),
    )
    log = instance.run / "app.log"
    bench.expect(
        log.exists() and log.read_bytes(),
        "What it has to say is in run/app.log.",
        got=instance.why(),
    )


@step(
    "A master has workers, and its number is in the file",
    clause=option(
        "master", "A process that starts the workers, watches and replaces them."
    ),
    question="Which process should `kill` reach, and who tells you its number?",
)
def has_master(bench):
    instance = Instance(bench)
    pid, master = instance.who()
    number = instance.pid_in_file()
    bench.expect(
        number == master and pid != master,
        "The number in run/app.pid is that of the master, the parent of those who answer.",
        got=f"It is {number}; process {pid} answered, whose parent is {master}.",
    )


@step(
    "Eight requests at once are all at work",
    clause=option(
        "threads",
        "How many threads each process has; each takes one request at a time.",
    ),
    question="How many requests can be waiting inside your application at one moment?",
)
def eight_at_once(bench):
    instance = Instance(bench)
    wires = [instance.ask("/meet", "8") for _ in range(8)]
    met = poll(lambda: len(list(bench.folder.glob("meet-*"))), bench.patience)
    poll(lambda: len(list(bench.folder.glob("meet-*"))) >= 8, min(bench.patience, 2))
    found = list(bench.folder.glob("meet-*"))
    processes = {path.name.split("-")[1] for path in found}
    bench.expect(
        met and len(found) >= 8,
        "Eight requests are inside the application at once.",
        got=f"{len(found)} were, and the others waited outside.",
        wire=wires[-1],
    )
    for wire in wires:
        instance.answer(wire)
    bench.expect(
        len(processes) >= 2,
        "They are in two processes at least: two processors can then work at once.",
        got="All were in one process.",
        clause=option("processes", "How many processes there are beside the master."),
        question="What may only one thread of a process do at a time, in Python?",
    )


@step(
    "It tells what it is doing",
    clause=option(
        "stats",
        "At this address it writes JSON about itself and hangs up.",
        "StatsServer",
    ),
    question="How do you see from outside how many workers are busy?",
)
def tells_stats(bench):
    instance = Instance(bench)
    connection = socket.socket(socket.AF_UNIX)
    bench.close_later(connection)

    def connected():
        return connection.connect_ex(str(instance.run / "stats.sock")) == 0

    bench.expect(
        poll(connected, bench.patience),
        "run/stats.sock is listened at.",
        got=instance.why(),
    )
    words = bench.wire(UnixSocket(connection)).read_to_end()
    try:
        workers = [worker["pid"] for worker in json.loads(words)["workers"]]
    except (ValueError, KeyError):
        workers = []
    bench.expect(
        instance.who()[0] in workers,
        "JSON comes, with the workers and their process ids.",
        got=short(words, 200),
    )


@step(
    "Only its own group may speak to it",
    clause=option(
        "chmod-socket",
        "Who can write to the socket can run code: a packet may name a file to run "
        "(UWSGI_FILE).",
        "Vars",
    ),
    question="Who on this machine may connect to run/app.sock now?",
)
def is_private(bench):
    instance = Instance(bench)
    instance.pid_in_file()

    def mode_of(name):
        return stat.S_IMODE((instance.run / name).stat().st_mode)

    bench.expect(
        not mode_of("app.sock") & 0o007,
        "Others than owner and group have no right to run/app.sock.",
        got=f"The mode of run/app.sock is {mode_of('app.sock'):o}.",
    )
    bench.expect(
        not mode_of("app.pid") & 0o002,
        "Others cannot write run/app.pid, whose number is to be killed.",
        got=f"The mode of run/app.pid is {mode_of('app.pid'):o}.",
        clause=option(
            "umask",
            "What a process takes from the mode of each file that it makes. A daemon of "
            "uWSGI's takes nothing, unless it is told to.",
        ),
        question="Which files does uWSGI make besides its sockets, and with which mode?",
    )


@step(
    "A worker that dies is replaced",
    clause=option("master", "The master starts another worker when one has died."),
    question="Who notices that a process has died, and who starts the next?",
)
def replaces(bench):
    # supervisord needs seconds to begin: let it do so while we are busy here.
    stack(bench)
    instance = Instance(bench)
    pid, master = instance.who()
    kill(pid)
    poll(lambda: not is_alive(pid), bench.patience)

    wires = [instance.ask("/meet2", "8") for _ in range(8)]
    poll(lambda: len(list(bench.folder.glob("meet2-*"))) >= 8, bench.patience)
    processes = {p.name.split("-")[1] for p in bench.folder.glob("meet2-*")}
    number = len(list(bench.folder.glob("meet2-*")))
    bench.expect(
        number >= 8 and pid not in map(int, processes),
        "After `kill -9` of a worker there is another: again eight are served at once.",
        got=f"{number} were, by {len(processes)} processes.",
        wire=wires[-1],
    )


@step(
    "SIGTERM: what was begun is finished, and nothing is left",
    clause=option(
        "die-on-term",
        "uWSGI reloads on SIGTERM, unless this is set; and then it kills requests in "
        "flight, unless hook-master-start makes it gracefully_kill_them_all.",
        "Hooks",
    ),
    question="What does `systemctl stop` send, and what becomes of those who are waiting?",
)
def ends_well(bench):
    instance = Instance(bench)
    pid, master = instance.who()
    number = instance.pid_in_file()
    # A worker that has only just begun misses the signal: so all are at work first.
    for ready in [instance.ask("/meet4", "8") for _ in range(8)]:
        instance.answer(ready)
    # Until a worker is inside the application.
    wire = instance.ask("/meet3", "2")
    poll(lambda: list(bench.folder.glob("meet3-*")), bench.patience)
    kill(number, 15)
    # It has understood when it lets nobody in, or says so. Then the answer may come.
    poll(lambda: not is_alive(number), 0.3)
    (bench.folder / "meet3-0-0").touch()
    body = wire.read_to_end("The request in flight is answered.").partition(
        b"\r\n\r\n"
    )[2]
    bench.expect(
        body == b"met",
        "The request that was in flight when SIGTERM came is answered.",
        got="The connection was closed without an answer.",
        wire=wire,
    )
    ended = poll(lambda: not (is_alive(pid) or is_alive(number)), bench.start_patience)
    bench.expect(
        ended,
        "After SIGTERM to the process in run/app.pid all processes end.",
        got="They still run: uWSGI has reloaded.",
        wire=wire,
    )
    poll(lambda: not instance.socket.exists(), min(bench.patience, 1))
    left = [
        name
        for name in ("app.sock", "stats.sock", "app.pid")
        if (instance.run / name).exists()
    ]
    bench.expect(
        not left,
        "The sockets and the file with the process id are gone.",
        got=f"run/ still has {', '.join(left)}.",
        wire=wire,
        clause=option("vacuum", "Take away, at the end, the files that it has made."),
        question="What does the next start find where a socket lay?",
    )
