"""What a script writes, and what becomes of it."""

from apps.labs.checking import rfc, step
from apps.labs.judge import request

from .check_asks import DOCUMENT, PORT, ask, gateway, must_be
from .check_scripts import put


@step(
    "A shell script writes the page",
    clause=DOCUMENT,
    question="Which file do you start, and what do you read from it before the page?",
)
def shell_script(bench):
    server = gateway(bench, named=PORT)
    word = f"page-{bench.random.randrange(10**9)}"
    put(server, "page.sh", f"echo 'Content-Type: text/plain'\necho\necho {word}\n")
    answer = ask(server, request("/cgi-bin/page.sh"))
    must_be(bench, answer, 200, f"{word}\n".encode())
    type_ = (answer.field("Content-Type") or "").partition(";")[0]
    bench.expect(
        type_ == "text/plain",
        "The Content-Type is the script's: text/plain.",
        got=f"It is {type_ or 'missing'}.",
        wire=answer.wire,
    )


@step(
    "Each request is a process of its own",
    clause=rfc(
        3875,
        "3.4",
        "The script's file is invoked as a program for a request, which it finds in its "
        "environment from the start.",
    ),
    question="When does your script run, and when does it end?",
)
def process_each(bench):
    server = gateway(bench)
    put(server, "pid.sh", "printf 'Content-Type: text/plain\\n\\n'$$")
    first, second = (ask(server, request("/cgi-bin/pid.sh")) for _ in range(2))
    must_be(bench, first, 200)
    bench.expect(
        first.body != second.body,
        "A second request is answered by another process.",
        got=f"Both times the process has the number {first.body.decode()}.",
    )


@step(
    "Other languages: lines that end in CR LF, and bytes that are no text",
    clause=rfc(
        3875,
        "7.2",
        "A line of the header ends with LF; CR LF should be accepted too. The body is "
        "any bytes, and sent on as they are (6.4).",
    ),
    question="Where does the header end if its lines end with CR LF? And is a body text?",
)
def other_languages(bench):
    server = gateway(bench)
    bytes_ = rb"\377\000\r\n\n\r\303(\n"
    put(
        server,
        "bytes.sh",
        "printf 'Content-Type: application/octet-stream\\r\\nX-More: yes\\r\\n\\r\\n"
        f"{bytes_.decode()}'\n",
    )
    answer = ask(server, request("/cgi-bin/bytes.sh"))
    must_be(bench, answer, 200, b"\xff\x00\r\n\n\r\xc3(\n")
    put(
        server,
        "perl.pl",
        "#!/usr/bin/env perl\nbinmode STDOUT;\n"
        'print "Content-Type: text/plain\\r\\n\\r\\n", join "", map chr, 0..255;\n',
    )
    answer = ask(server, request("/cgi-bin/perl.pl"))
    must_be(bench, answer, 200, bytes(range(256)))


@step(
    "Status is the script's to say",
    clause=rfc(
        3875,
        "6.3.3",
        "`Status: 404 Not Found` is a message to the server: it becomes the status line, "
        "and is no field of the answer.",
    ),
    question="Who reads a field called Status: the browser, or you?",
)
def status(bench):
    server = gateway(bench)
    for said, code in ("404 Not Found", 404), ("201 Made", 201), ("503 Later", 503):
        put(
            server,
            "status.sh",
            f"echo 'Content-Type: text/plain'\necho 'Status: {said}'\necho\necho so\n",
        )
        answer = ask(server, request("/cgi-bin/status.sh"))
        must_be(bench, answer, code, b"so\n")


@step(
    "Other fields of the answer are passed on, each of them",
    clause=rfc(
        3875,
        "6.3.4",
        "A script may return any field of HTTP, also several of one name, as Set-Cookie "
        "must be (RFC 6265, 3).",
    ),
    question="What becomes of two fields with one name in your data structure?",
)
def answer_fields(bench):
    server = gateway(bench)
    put(
        server,
        "cookies.sh",
        "echo 'Set-Cookie: a=1'\necho 'Content-Type: text/plain'\n"
        "echo 'Set-Cookie: b=2'\necho 'X-Time: 12:30:05'\necho\n",
    )
    answer = ask(server, request("/cgi-bin/cookies.sh"))
    must_be(bench, answer, 200, b"")
    for name, wanted in ("Set-Cookie", "a=1, b=2"), ("X-Time", "12:30:05"):
        got = answer.field(name)
        bench.expect(
            got == wanted,
            f"{name}: {wanted} (several fields of a name are joined here).",
            got=f"{name}: {got}" if got else f"There is no {name}.",
            wire=answer.wire,
        )


@step(
    "HEAD: the script's header, and none of its body",
    clause=rfc(
        3875,
        "4.3.3",
        "A script should write no body for HEAD. If it does, the server must discard it.",
    ),
    question="Most scripts never look at REQUEST_METHOD. Who keeps their body back?",
)
def head(bench):
    server = gateway(bench)
    put(server, "head.sh", "printf 'Content-Type: text/plain\\n\\n'$REQUEST_METHOD")
    answer = ask(server, request("/cgi-bin/head.sh", "HEAD"))
    must_be(bench, answer, 200, b"")
