"""What several steps of lab 06 ask, and the clauses that they share."""

import os
import re
import textwrap

from apps.labs import judge
from apps.labs.checking import Refused, rfc
from apps.labs.judge import request

PORT = 8006
# An unset variable and an empty one are the same (4.1). lighttpd sets CONTENT_LENGTH to
# 0 where there is no body, and no script is misled by that.
NOTHING = {"", "0"}

DOCUMENT = rfc(
    3875,
    "6.2.1",
    "A script writes header fields, an empty line and the document. Its Content-Type is "
    "passed on, and the status is 200 unless the script says otherwise.",
)
PROCESS_FAILED = rfc(
    9110,
    "15.6",
    "5xx: the server knows that it, or what it asked, has failed. 502 and 504 are made "
    "for gateways: an answer that is none, and none in time.",
)


def gateway(bench, **options):
    return bench.shared("gateway.py", **options)


def ask(server, words, **more):
    """Ask as judge.ask does; a failure then shows the script that was to be run."""
    server.remark = remark_on(server, words)
    try:
        return judge.ask(server, words, **more)
    finally:
        server.remark = ""


def remark_on(server, words):
    """Show the script that a request is for, if the check or the lab has put one there."""
    match = re.match(rb"[A-Z]+ /cgi-bin/([\w.-]+)", words)
    file = server.folder / "cgi-bin" / (match[1].decode() if match else "")
    if not file.is_file():
        return ""
    text = file.read_bytes().decode("latin-1")
    if "json.dumps(told)" in text:
        return f"The check's script {file.name} tells in JSON what it has got."
    return f"The script {file.name} is:\n\n{textwrap.indent(shorten(text.rstrip()), '    ')}"


def shorten(text):
    return text if len(text) < 600 else text[:500] + "\n(and more)\n"


def post(server, target, data, *lines):
    lines = [f"Content-Length: {len(data)}", "Content-Type: application/x-test", *lines]
    return ask(server, request(target, "POST", *lines) + data)


def must_be(bench, answer, status, data=None):
    bench.expect(
        answer.status == status,
        f"The status is {status}.",
        got=f"It is {answer.status}.",
        wire=answer.wire,
    )
    if data is not None and answer.body != data:
        raise Refused(
            f"The content is the script's body: {len(data):,} bytes, {data[:60]!r}.",
            got=f"It is {len(answer.body):,} bytes, {answer.body[:60]!r}.",
            wire=answer.wire,
        )


def must_have(bench, environ, answer, name, values, section):
    got = environ.get(name)
    bench.expect(
        got in values,
        f"{name} is {' or '.join(map(repr, sorted(values)))} (RFC 3875, {section}).",
        got=f"{name} is not set." if got is None else f"{name} is {got!r}.",
        wire=answer.wire,
    )


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
