"""Processes: a master, its children, and what signals do."""

import os
import signal
import time

from apps.labs.checking import Refused, step
from apps.labs.judge import ask, read_answer, request
from apps.labs.programs import poll
from apps.labs.showing import count

from .check_asks import (
    ask_who,
    edition_now,
    must_be_edition,
    must_say,
    pid_in,
    words_for,
)
from .check_clauses import (
    ARBITER,
    PROCESSES,
)
from .check_family import children_of, is_alive


@step(
    "Children answer, more than one of them, and not the master",
    clause=ARBITER,
    question="Which process reaches the line after fork, and what does it get from fork?",
)
def children_answer(bench):
    server = bench.shared(PROCESSES, named=8000)
    told = set()
    deadline = time.monotonic() + bench.start_patience
    while len(told) < 2 and time.monotonic() < deadline:
        wires = [server.connect() for _ in range(8)]
        for wire in wires:
            wire.send(request("/who", "GET", "Connection: close"))
        told |= {pid_in(bench, read_answer(wire)) for wire in wires}
        for wire in wires:
            wire.close()
    bench.expect(
        len(told) > 1 and server.pid not in told,
        "/who is answered by several processes, none of which is the master.",
        got=f"Answered by {words_for(told)}; the master is {server.pid}.",
    )


@step(
    "A child that is killed is replaced",
    clause=ARBITER,
    question="How does a parent hear that its child has ended, and what must it do then?",
)
def killed_child(bench):
    server = bench.serve(PROCESSES)
    for number in range(5):  # more than there are at a time
        pid = pid_in(bench, ask_after(server, number))
        bench.expect(
            pid in children_of(server.pid),
            "/who gives the process id of a child of the program.",
            got=f"{pid} is none. The children are {children_of(server.pid)}.",
        )
        os.kill(pid, signal.SIGKILL)
        gone = poll(lambda pid=pid: pid not in children_of(server.pid), bench.patience)
        bench.expect(gone, f"Child {pid} ends when it is killed.")
        ask_after(server, number + 1)


def ask_after(server, killed):
    try:
        return ask_who(server)
    except Refused as refused:
        if killed:
            killed = count(killed, "child was", "children were")
            refused.expected = f"After {killed} killed, the others go on and answer."
        raise


@step(
    "After a HUP the program is the new one",
    clause=ARBITER,
    question="What do your children import, what has the master imported before the fork?",
)
def reload_brings_the_new(bench):
    (bench.folder / "edition.txt").write_text("first")
    server = bench.serve(PROCESSES)
    must_be_edition(bench, ask(server, request("/edition")), b"first")
    # Twice: some of the first children may have read the second edition at their start.
    for edition in b"second", b"third":
        (bench.folder / "edition.txt").write_bytes(edition)
        server.signal(signal.SIGHUP)
        told = set()

        def all_are_new(edition=edition, told=told):
            # While some are old and some new, either may answer.
            told.clear()
            told.update(edition_now(server) for _ in range(8))
            return told == {edition}

        bench.expect(
            poll(all_are_new, bench.start_patience),
            "Some moments after SIGHUP all that answer /edition tell what stands in "
            "edition.txt now: the children have imported pages.py anew.",
            got=server.how_it_ended() if server.has_ended else f"They tell {told}.",
        )


@step(
    "A reload loses no request",
    clause=ARBITER,
    question="A child is to leave, and has a client whose answer is not ready: what first?",
)
def reload_loses_nothing(bench):
    server = bench.serve(PROCESSES)
    ask_who(server)
    old = set(children_of(server.pid))
    # Some are always under way: whenever an old child is sent off, it has a client.
    begun = [begin(server) for _ in range(6)]
    server.signal(signal.SIGHUP)
    asked, deadline = 0, time.monotonic() + bench.start_patience
    while old & set(children_of(server.pid)) and time.monotonic() < deadline:
        must_say(bench, read_answer(begun.pop(0)), 200, f"Request {asked} of a reload")
        begun.append(begin(server))
        asked += 1
    for wire in begun:
        must_say(bench, read_answer(wire), 200, "What had begun during the reload")
    left = old & set(children_of(server.pid))
    bench.expect(
        not left,
        "The old children have left.",
        got=f"Still there: {words_for(left)}.",
    )


@step(
    "On TERM the begun is answered, and then all have gone",
    clause=ARBITER,
    question="Who tells the children that the master ends?",
)
def ends_with_grace(bench):
    server = bench.serve(PROCESSES)
    ask_who(server)
    children = children_of(server.pid)
    wire = server.connect()
    wire.send(request("/wait?seconds=0.3", "GET", "Connection: close"))
    # One that came after it is answered: so the first has begun.
    ask_who(server)
    server.signal(signal.SIGTERM)
    must_say(bench, read_answer(wire), 200, "What had begun before SIGTERM")
    wire.close()
    if not server.wait_ended(bench.start_patience):
        raise Refused("After SIGTERM the program ends.", got="It goes on.")
    poll(lambda: not any(map(is_alive, children)), bench.patience)
    left = {pid for pid in children if is_alive(pid)}
    told = "All children have ended."
    bench.expect(not left, told, got=f"Still there: {words_for(left)}.")


def begin(server):
    """Send a request whose answer takes a moment."""
    wire = server.connect()
    wire.send(request("/wait?seconds=0.1", "GET", "Connection: close"))
    return wire
