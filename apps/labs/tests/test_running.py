"""How steps are run: whose server it was that let a step down."""

import pytest

from apps.labs import ladder, running
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
