"""What several steps of lab 17 ask."""

import json
import socket

from apps.labs import judge
from apps.labs.checking import Refused, document, short
from apps.labs.programs import poll

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
SUPERVISOR = document(
    "Supervisor",
    "autorestart",
    "supervisord starts a program again when it has ended; with `true` whatever its exit "
    "status was. It must be its child, and stay in the foreground.",
    "http://supervisord.org/configuration.html",
)


def request_of(bench, target, body=b""):
    """Let packet.py ask the check itself; give the wire on which it comes."""
    listener = bench.listen()
    client = bench.start("packet.py", str(listener.port), target)
    client.say(body)
    client.say_no_more()
    return listener.accept(client), client


def must_have(bench, wire, found, name, value):
    bench.expect(
        found.get(name) == value,
        f"{name} is {value!r}.",
        got=f"It is {found.get(name)!r}." if name in found else "It is not there.",
        wire=wire,
    )


def listens(bench, port, server):
    def is_listening():
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    poll(lambda: server.has_ended or is_listening(), bench.start_patience)


def stack(bench):
    return bench.shared("stack.py", named=8001)


def stack_who(bench, *lines, but=None):
    """Ask /who until the stack is up. supervisord looks about it once a second."""
    server = stack(bench)
    told = ["Nobody listens.", None]

    def is_up():
        if server.has_ended:
            return True
        try:
            answer = judge.ask(server, judge.request("/who", "GET", *lines))
        except Refused as refused:
            # It may be on its way; what it said last is told if it comes to nothing.
            if refused.wire:
                told[:] = refused.got, refused.wire
            return False
        told[:] = f"{answer.status}: {short(answer.body)}", answer.wire
        is_it = answer.status == 200 and json.loads(answer.body)["process"] != but
        return answer if is_it else False

    answer = poll(is_up, max(bench.start_patience, 6), pause=0.03)
    if isinstance(answer, judge.Answer):
        return answer
    raise Refused(
        "nginx answers /who with what the Tornado application says: 200.",
        got=f"{told[0]}\n{logs_of(server)}",
        wire=told[1],
    )


def logs_of(server):
    """The last words of the stack's programs."""
    lines = []
    for path in sorted((server.folder / "run").glob("*.log")):
        if path.name == "access.log":
            continue
        last = path.read_text(errors="replace").strip().splitlines()[-2:]
        lines += [f"{path.name}: {line}" for line in last]
    return "\n".join(lines)
