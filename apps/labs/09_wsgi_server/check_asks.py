"""What several steps of lab 09 ask, and what they share."""

import importlib
import json
import re
from pathlib import Path

from apps.labs import programs
from apps.labs.checking import rfc
from apps.labs.judge import ask, request

HERE = Path(__file__).parent
BAD = importlib.import_module("apps.labs.03_http.check_bad")
APPS = (HERE / "check_apps.py").read_bytes()
CHUNK = rfc(
    9112,
    "7.1",
    "A chunk is its size in hexadecimal, CR LF, so many bytes, CR LF. What is not leaves "
    "it open where the request ends.",
)


def serve(bench, name="application"):
    """Give the learner's server, with the check's applications."""
    bench.lay("apps_of_the_check.py", APPS)
    return bench.shared("server.py", f"apps_of_the_check:{name}")


def must_be(bench, answer, status, body):
    must_say(bench, answer, {status}, "The request")
    bench.expect(
        answer.body == body,
        f"The content is {body[:60]!r}{' …' if body[60:] else ''}, {len(body):,} bytes.",
        got=f"It is {answer.body[:60]!r}, {len(answer.body):,} bytes.",
        wire=answer.wire,
    )


def must_say(bench, answer, statuses, what):
    bench.expect(
        answer.status in statuses,
        f"{what} is answered by {' or '.join(map(str, sorted(statuses)))}.",
        got=f"It is answered by {answer.status}.",
        wire=answer.wire,
    )


def must_have(bench, answer, **wanted):
    must_say(bench, answer, {200}, "The request")
    told = json.loads(answer.body)
    for key, value in wanted.items():
        bench.expect(
            told.get(key) == ["str", value],
            f"environ[{key!r}] is {value!r}.",
            got=f"It is {told[key][1]!r}, of type {told[key][0]}."
            if key in told
            else "There is no such key.",
            wire=answer.wire,
        )


def must_leave(bench, server, name, when, who="close() is called"):
    """Wait for a file that an application of the check's leaves."""
    path = server.folder / name
    programs.poll(path.exists, bench.patience)
    bench.expect(path.exists(), f"{who} {when}.", got="That does not happen.")


def must_be_cut(bench, server, target, begin):
    """Refuse an answer that looks complete; what was sent before may be seen, or 500."""
    wire = server.connect()
    wire.send(request(target, "GET", "Connection: close"))
    said = wire.read_to_end("The connection is closed.")
    head, _, content = said.partition(b"\r\n\r\n")
    chunked = b"transfer-encoding: chunked" in head.lower()
    is_whole = content.endswith(b"0\r\n\r\n") if chunked else False
    # (With neither nothing was announced: the old way, and nothing better can be done.)
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    if length:
        is_whole = len(content) >= int(length[1])
    bench.expect(
        head.startswith(b"HTTP/1.1 500") or (begin in content and not is_whole),
        "What was sent before arrives, and then the connection is closed before the end "
        "that was announced: a length not reached, or no last chunk.",
        got=f"{said[:40]!r} … {said[-20:]!r}",
        wire=wire,
    )


def must_refuse_all(bench, cases):
    server = serve(bench)
    for case in cases:
        # To an application that is there, so that 404 is no way out.
        words = re.sub(
            rb"^(\w+) (http://[^/ ]+)?/ ", rb"\1 \2/two ", case.words, count=1
        )
        answer = ask(server, words, is_refusable=not case.must_say)
        statuses = case.must_say or range(400, 600)
        bench.expect(
            answer is None or answer.status in statuses,
            f"{case.what}: {'400' if case.must_say else 'an answer of 4xx or 5xx'}.",
            got=answer and f"It is answered by {answer.status}.",
            wire=server.last_wire,
            clause=case.clause,
        )


def without_100(said):
    return re.sub(rb"^(HTTP/1\.1 1\d\d .*\r\n(.+\r\n)*\r\n)+", b"", said)


def ask_closing(server, words):
    return ask(server, words.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))


def told(answer):
    kind = (answer.field("Content-Type") or "").lower().replace(" ", "")
    return answer.status, kind, answer.body
