"""How steps are run: whose server it was that let a step down, and what is told of it."""

import os
import socket
import sys

import pytest

from apps.labs import ladder, report, running, terminal
from apps.labs.checking import Refused, Step, rfc

pytestmark = pytest.mark.database("sqlite")

TCP = ladder.find("2")
HOW = running.How(seed=1, patience=10, named_ports=False)


def result_of(monkeypatch, *functions):
    clause = rfc(9293, "2.2", "TCP carries a stream of bytes.")
    steps = [Step(f.__name__, clause, "Why?", f) for f in functions]
    monkeypatch.setattr(running, "steps_of", lambda lab: steps)
    return running.run(TCP, TCP.reference, HOW)


def test_server_of_another_step_gets_a_second_chance_fresh(monkeypatch):
    servers = []

    def passes(bench):
        bench.shared("echo_server.py").connect()

    def refuses(bench):
        servers.append(bench.shared("echo_server.py"))
        raise Refused("Never.")

    result = result_of(monkeypatch, passes, refuses)
    assert result.failure.step.name == "refuses"
    assert len(set(servers)) == 2


def test_step_that_asks_twice_for_its_own_server_is_run_once(monkeypatch):
    runs = []

    def refuses(bench):
        runs.append([bench.shared("echo_server.py") for _ in range(2)])
        raise Refused("Never.")

    assert result_of(monkeypatch, refuses).failure
    ((first, second),) = runs
    assert first is second


def test_remark_stands_before_what_was_said(monkeypatch):
    def refuses(bench):
        server = bench.serve("echo_server.py")
        server.remark = "The check has written a file."
        server.connect().send(b"hello")
        raise Refused("Never.", wire=server.last_wire)

    wire = result_of(monkeypatch, refuses).failure.refused.wire
    assert [event.note for event in wire.events[:1]] == [
        "The check has written a file."
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who sleeps")
def test_server_that_sleeps_is_not_waited_for_as_one_that_begins(monkeypatch):
    def refuses(bench):
        bench.start_patience, bench.patience = 10_000, 0.2
        bench.lay("sleeper.py", b"import time\ntime.sleep(10_000)")
        bench.serve("sleeper.py").connect()

    refused = result_of(monkeypatch, refuses).failure.refused
    assert refused.got == "Nobody listens there."


def test_server_that_computes_before_it_listens_is_waited_for(monkeypatch):
    def passes(bench):
        bench.start_patience, bench.patience = 60, 0.05
        bench.lay("slow.py", SLOW)
        bench.serve("slow.py").connect()

    assert result_of(monkeypatch, passes).is_pass


SLOW = b"""
import socket, sys, time
while time.process_time() < 0.5:
    pass
socket.create_server(("127.0.0.1", int(sys.argv[1]))).accept()[0].recv(1)
"""


def test_port_that_must_be_had_again_is_the_subject_of_the_step(monkeypatch):
    def refuses(bench):
        bench.lay("ends.py", b"")
        first = bench.serve("echo_server.py")
        first.connect()
        first.stop()
        bench.serve("ends.py", port=first.port).connect()

    failure = result_of(monkeypatch, refuses).failure
    assert failure.question == "Why?"


def test_program_that_died_of_an_error_is_asked_about_its_line(monkeypatch):
    def refuses(bench):
        bench.lay("dies.py", b"1 / 0")
        bench.serve("dies.py").connect()

    failure = result_of(monkeypatch, refuses).failure
    assert "Which line" in failure.question


def test_program_that_is_no_python_is_told_so_and_nothing_else(monkeypatch):
    def refuses(bench):
        bench.lay("lookup.py", b"def main(:\n")
        bench.run("lookup.py")
        raise Refused("It prints 127.0.0.1.")

    failure = result_of(monkeypatch, refuses).failure
    assert failure.is_unreadable
    assert failure.refused.expected == "Python can read your program."


def test_of_much_output_the_end_is_shown(monkeypatch):
    def refuses(bench):
        bench.lay("talks.py", b"for n in range(100): print(n, 'x' * 5000)")
        bench.run("talks.py")
        raise Refused("Never.")

    lines = report.as_text(result_of(monkeypatch, refuses), terminal.plain)
    at = lines.index("Your program printed:")
    assert lines[at + 1] == "    (80 lines before)"
    assert lines[at + 2].startswith("    80 xxx") and len(lines[at + 2]) < 200
    assert lines[at + 21].startswith("    99 xxx")


def test_client_that_does_not_connect_is_told_by_what_was_typed(monkeypatch):
    def refuses(bench):
        bench.serve("echo_server.py").connect().send(b"before")
        bench.lay("silent.py", b"")
        client = bench.start("silent.py", "/a b")
        bench.listen().accept(client)

    failure = result_of(monkeypatch, refuses).failure
    assert failure.refused.expected.startswith("`silent.py '/a b'` connects to")
    # What was said to another program before has nothing to do with it.
    assert not failure.refused.wire


def test_program_that_the_check_has_ended_is_not_said_to_have_died(monkeypatch):
    def refuses(bench):
        server = bench.serve("echo_server.py")
        server.connect()
        server.stop()
        raise Refused("Something else.")

    lines = report.as_text(result_of(monkeypatch, refuses), terminal.plain)
    assert "SIGKILL" not in "\n".join(lines)


def test_server_of_somebody_else_is_not_judged(monkeypatch):
    """Whoever answers at the port: it is named, and nothing is said of its answers."""

    def refuses(bench):
        bench.lay("sleeper.py", b"import time\ntime.sleep(10_000)")
        bench.serve("sleeper.py", port=others.getsockname()[1]).connect()

    with socket.create_server(("127.0.0.1", 0)) as others:
        failure = result_of(monkeypatch, refuses).failure
    if sys.platform == "linux":
        assert f"process {os.getpid()}. " in failure.refused.got
        assert "Somebody else does: " in failure.refused.got


def test_server_of_a_grandchild_is_the_learners(monkeypatch):
    program = b"""
import os, sys
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        from http.server import test
        test(port=int(sys.argv[1]), bind="127.0.0.1")
os.wait()
import time
time.sleep(10_000)
"""

    def passes(bench):
        bench.lay("forks.py", program)
        bench.serve("forks.py").connect()

    assert result_of(monkeypatch, passes).is_pass
