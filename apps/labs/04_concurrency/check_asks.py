"""What several steps of lab 04 ask, and how they say it."""

import contextlib
import re
import select
import time

from apps.labs.checking import Refused
from apps.labs.judge import ask, read_answer, request
from apps.labs.programs import poll

from .check_bad import FRAMING
from .check_family import children_of

ONE = "one_at_a_time.py"
# A line of what measure.py tells.
MEASURED = rb"%b: .*\bmeasured .*\(([\d.]+) s alone, ([\d.]+) s at once"


def one(bench):
    return bench.shared(ONE, named=8000)


def post(content, *lines):
    return request("/echo", "POST", f"Content-Length: {len(content)}", *lines) + content


def in_chunks(bench, content):
    """Write content in chunks of any size, in all the ways that are allowed."""
    words = request("/echo", "POST", "transfer-encoding: Chunked")
    while content:
        size = bench.random.randrange(1, 60)
        piece, content = content[:size], content[size:]
        number = bench.random.choice([b"%x", b"%X", b"00%x", b"%x;name=value"])
        words += number % len(piece) + b"\r\n" + piece + b"\r\n"
    return words + b"0\r\nX-After: trailer\r\n\r\n"


def chances(bench, words):
    """Give sizes of pieces, small ones and larger ones."""
    return [bench.random.choice([1, 2, 3, 30, 100]) for _ in range(len(words))]


def answers_in_order(bench, server):
    contents = [bench.random.randbytes(9) for _ in range(2)]
    wire = server.connect()
    wire.send(
        post(contents[0])
        + request("/wait?seconds=0.1")
        + post(contents[1])
        + request("/test.jpg", "HEAD")
    )
    must_echo(bench, read_answer(wire), contents[0])
    waited = must_say(bench, read_answer(wire), 200, "/wait")
    told = "The second answer is that to the second request, /wait."
    bench.expect(waited.body not in contents, told, got="It is another's.", wire=wire)
    must_echo(bench, read_answer(wire), contents[1])
    must_say(bench, read_answer(wire, b"HEAD"), 200, "HEAD /test.jpg")
    wire.close()


def wait_at_once(bench, server, most):
    """Compare ten waits at once with one alone; the best of three comparisons counts."""
    ratios = []
    while len(ratios) < 3 and not (ratios and min(ratios) < most):
        one, ten = seconds_for(bench, server, 1), seconds_for(bench, server, 10)
        ratios.append(ten / one)
    bench.expect(
        min(ratios) < most,
        "Ten clients whose answers wait 0.1 s are answered about as soon as one.",
        got=f"Ten took {min(ratios):.1f} times as long as one.",
    )


def seconds_for(bench, server, number):
    wires = [server.connect() for _ in range(number)]
    start = time.monotonic()
    for wire in wires:
        wire.patience = bench.patience + 5  # One after the other takes a second.
        wire.send(request("/wait?seconds=0.1", "GET", "Connection: close"))
    for wire in wires:
        must_say(bench, read_answer(wire), 200, "/wait")
        wire.close()
    return time.monotonic() - start


def must_serve_beside_slow(bench, server):
    wires = [server.connect() for _ in range(3)]
    wires[0].send(b"GET / HTTP/1.1\r\nHo")
    wires[1].send(post(bytes(100))[:-50])
    # The third says nothing at all: browsers connect in advance.
    for target in "/", "/test.jpg":
        must_say(bench, ask(server, request(target)), 200, "Another client's request")
    wires[0].send(b"st: slow\r\n\r\n")
    must_say(bench, read_answer(wires[0]), 200, "The slow client's own request")
    for wire in wires:
        wire.close()


def fill(sock, words):
    """Send without reading, until nothing more is taken for a moment."""
    view = memoryview(words)
    with contextlib.suppress(OSError):  # It was hung up on.
        while view and select.select([], [sock], [], 0.15)[1]:
            view = view[sock.send(view) :]


def must_refuse(bench, server, cases):
    for case in cases:
        answer = ask(server, case.words, is_refusable=not case.must_say)
        statuses = case.must_say or range(400, 600)
        bench.expect(
            answer is None or answer.status in statuses,
            f"{case.what}: {'400' if case.must_say else 'an answer of 4xx'}.",
            got=answer and f"It is answered by {answer.status}.",
            wire=server.last_wire,
            clause=case.clause,
        )
        bench.expect(
            answer is None or answer.says_close or case not in FRAMING,
            f"{case.what}: the connection is closed after the answer.",
            got="It does not say `Connection: close`.",
            wire=server.last_wire,
            clause=case.clause,
        )


def must_say(bench, answer, status, what):
    bench.expect(
        answer.status == status,
        f"{what} is answered by {status}.",
        got=f"It is answered by {answer.status}.",
        wire=answer.wire,
    )
    return answer


def must_echo(bench, answer, content):
    must_say(bench, answer, 200, "POST /echo")
    bench.expect(
        answer.body == content,
        f"The {len(content):,} bytes of its content come back.",
        got=f"{len(answer.body):,} bytes come, and others.",
        wire=answer.wire,
    )


def ask_who(server):
    return ask(server, request("/who", "GET", "Connection: close"))


def pid_in(bench, answer):
    must_say(bench, answer, 200, "/who")
    is_number = re.fullmatch(rb"\d{1,9}\n?", answer.body)
    told = "/who gives the id of the process that answers."
    bench.expect(is_number, told, got=f"It gives {answer.body!r}.", wire=answer.wire)
    return int(answer.body)


def edition_now(server):
    """Give what /edition tells now, or None while nobody answers."""
    try:
        return ask(server, request("/edition")).body
    except Refused:
        return None


def must_be_edition(bench, answer, words):
    must_say(bench, answer, 200, "/edition")
    told = f"/edition tells {words!r}, which stands in edition.txt."
    bench.expect(
        answer.body == words, told, got=f"It tells {answer.body!r}.", wire=answer.wire
    )


def measurement(bench):
    """Run measure.py; give {name: (seconds alone, of all at once)}, and if it had children."""
    program = bench.start("measure.py")
    program.say(b"10\n4\n2\n")
    program.say_no_more()
    has_children = poll(lambda: has_begun_children(program), bench.start_patience + 10)
    if not program.wait_ended(bench.start_patience + 10):
        raise Refused("The program ends.", got="It still runs.")
    told = {}
    for name in "waits in threads", "work in threads", "work in processes":
        found = re.search(MEASURED % name.encode(), program.output)
        form = f"{name}: expected 2, measured 1.03 (0.100 s alone, 0.103 s at once)"
        bench.expect(
            found, f"A line such as\n{form}", got=f"None. {program.how_it_ended()}"
        )
        told[name] = float(found[1]), float(found[2])
    return told, has_children == "yes"


def has_begun_children(program):
    if program.has_ended:
        return "no"
    return "yes" if program.pid and children_of(program.pid) else None


def must_cost(told, name, least_alone, least, most):
    """Refuse a measurement that is out of all bounds."""
    alone, at_once = told[name]
    if alone < least_alone:
        raise Refused(
            f"{name}: one alone takes at least {least_alone:g} s.",
            got=f"{alone:g} s were measured.",
        )
    if not least <= at_once / alone <= most:
        raise Refused(
            f"{name}: all at once take {least:g} to {most:g} times as long as one alone.",
            got=f"{alone:g} s and {at_once:g} s: {at_once / alone:.2f} times.",
        )


def words_for(pids):
    return ", ".join(map(str, sorted(pids))) or "none"
