"""What lab 06 asks: of a gateway that starts a process for each request."""

import os
import shlex
from pathlib import Path

from apps.labs.checking import Refused, document, rfc, step
from apps.labs.judge import ask, read_answer, request
from apps.labs.programs import poll

from .check_scripts import put, put_probe, told

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


@step(
    "The environment tells of request and server",
    clause=rfc(
        3875,
        "4.1",
        "A script learns of the request by meta-variables, on Unix its environment (7.2). "
        "Those asked for here must be set, even if they are empty.",
    ),
    question="Which variables does the message name, and where can each be found?",
)
def variables(bench):
    server = gateway(bench)
    put_probe(server)
    answer = ask(server, request("/cgi-bin/probe.py", host=f"localhost:{server.port}"))
    environ = told(answer)["environ"]
    wanted = {
        "GATEWAY_INTERFACE": ("CGI/1.1", "4.1.4"),
        "REQUEST_METHOD": ("GET", "4.1.12"),
        "SCRIPT_NAME": ("/cgi-bin/probe.py", "4.1.13"),
        "QUERY_STRING": ("", "4.1.7"),
        "SERVER_PORT": (str(server.port), "4.1.15"),
        "REMOTE_ADDR": ("127.0.0.1", "4.1.8"),
    }
    for name, (value, section) in wanted.items():
        must_have(bench, environ, answer, name, {value}, section)
    names = {"localhost", "127.0.0.1"}
    must_have(bench, environ, answer, "SERVER_NAME", names, "4.1.14")
    protocols = {"HTTP/1.1", "HTTP/1.0"}
    must_have(bench, environ, answer, "SERVER_PROTOCOL", protocols, "4.1.16")
    bench.expect(
        environ.get("SERVER_SOFTWARE"),
        "SERVER_SOFTWARE is the name of your program, whatever that is.",
        got="It is missing or empty.",
        wire=answer.wire,
    )
    for name in "PATH_INFO", "CONTENT_LENGTH", "CONTENT_TYPE":
        bench.expect(
            environ.get(name, "") in NOTHING,
            f"{name} is not set, or empty: the request has none.",
            got=f"{name}={environ.get(name)!r}",
            wire=answer.wire,
        )


@step(
    "The path after the script, and the query",
    clause=rfc(
        3875,
        "4.1.5",
        "PATH_INFO is the rest of the path, decoded. QUERY_STRING is what follows the "
        "question mark, as it came (4.1.7), and no part of any path.",
    ),
    question="What do you do first: decode, or cut at ? and /? For which part never?",
)
def path_and_query(bench):
    server = gateway(bench)
    put_probe(server)
    for more, path_info, query in [
        ("/2026/11?a=1&b=%26+x", "/2026/11", "a=1&b=%26+x"),
        ("/caf%C3%A9%20au/%3Flait?", "/caf\xc3\xa9 au/?lait", ""),
        ("?path=/x/../y?z", "", "path=/x/../y?z"),
        ("/?", "/", ""),
    ]:
        answer = ask(server, request(f"/cgi-bin/probe.py{more}"))
        environ = told(answer)["environ"]
        script = {"/cgi-bin/probe.py"}
        must_have(bench, environ, answer, "SCRIPT_NAME", script, "4.1.13")
        must_have(bench, environ, answer, "QUERY_STRING", {query}, "4.1.7")
        got = environ.get("PATH_INFO", "")
        bench.expect(
            got == path_info,
            f"For {more} after the script PATH_INFO is {path_info!r}.",
            got=f"It is {got!r}.",
            wire=answer.wire,
        )


@step(
    "The fields of the request are HTTP_…",
    clause=rfc(
        3875,
        "4.1.18",
        "Each field becomes HTTP_ and its name in capitals, - as _. Several of one name "
        "must be made one value of the same meaning.",
    ),
    question="What does your mapping give for a name that occurs twice?",
)
def request_fields(bench):
    server = gateway(bench)
    put_probe(server)
    word = f"w{bench.random.randrange(10**6)}"
    lines = [f"X-My-Word: {word}", "Accept: text/html", "Accept: text/plain;q=0.5"]
    answer = ask(server, request("/cgi-bin/probe.py", "GET", *lines))
    environ = told(answer)["environ"]
    must_have(bench, environ, answer, "HTTP_X_MY_WORD", {word}, "4.1.18")
    must_have(bench, environ, answer, "HTTP_HOST", {"127.0.0.1"}, "4.1.18")
    both = {f"text/html{comma}text/plain;q=0.5" for comma in (",", ", ")}
    must_have(bench, environ, answer, "HTTP_ACCEPT", both, "4.1.18")


@step(
    "Nobody outside sets HTTP_PROXY",
    clause=document(
        "CVE-2016-5385 and its kin (httpoxy)",
        "Proxy",
        "A request's field Proxy would become HTTP_PROXY, by which curl, wget and most "
        "libraries choose the proxy for what they send. No browser sends it: drop it.",
        "https://httpoxy.org/",
    ),
    question="Which programs read HTTP_PROXY, and who has written what they would read?",
)
def no_proxy(bench):
    server = gateway(bench)
    put_probe(server)
    evil = "http://evil.example:3128"
    for name in "Proxy", "proxy", "PROXY":
        answer = ask(server, request("/cgi-bin/probe.py", "GET", f"{name}: {evil}"))
        environ = told(answer)["environ"]
        bench.expect(
            evil not in environ.values(),
            f"The field {name} reaches no variable of the script.",
            got=f"HTTP_PROXY={environ.get('HTTP_PROXY')!r}",
            wire=answer.wire,
        )


@step(
    "The body is on standard input, byte for byte",
    clause=rfc(
        3875,
        "4.2",
        "CONTENT_LENGTH says how many bytes there are (4.1.2), CONTENT_TYPE of what kind "
        "(4.1.3), and the script can read so many.",
    ),
    question="From where do you read the body, how much of it, and where do you put it?",
)
def body(bench):
    server = gateway(bench)
    put_probe(server)
    data = b"\x00\xff\r\n\r\n\x1a" + bench.random.randbytes(3_000)
    answer = post(server, "/cgi-bin/probe.py", data)
    what = told(answer)
    environ = what["environ"]
    must_have(bench, environ, answer, "REQUEST_METHOD", {"POST"}, "4.1.12")
    must_have(bench, environ, answer, "CONTENT_LENGTH", {str(len(data))}, "4.1.2")
    must_have(bench, environ, answer, "CONTENT_TYPE", {"application/x-test"}, "4.1.3")
    got = what["body"].encode("latin-1")
    bench.expect(
        got == data,
        f"The script reads the {len(data):,} bytes that were sent.",
        got=f"It reads {len(got):,} bytes"
        + (", others." if len(got) == len(data) else "."),
        wire=answer.wire,
    )


@step(
    "Nothing is left over from the request before",
    clause=rfc(
        3875,
        "4.1.2",
        "CONTENT_LENGTH is set if and only if the request has a body; and so is every "
        "variable of this request's alone.",
    ),
    question="Whose environment do you change: the script's, or your own?",
)
def fresh_environment(bench):
    server = gateway(bench)
    put_probe(server)
    post(server, "/cgi-bin/probe.py/secret", b"abc", "Cookie: session=of-somebody-else")
    answer = ask(server, request("/cgi-bin/probe.py"))
    environ = told(answer)["environ"]
    for name in "HTTP_COOKIE", "PATH_INFO", "CONTENT_LENGTH", "CONTENT_TYPE":
        bench.expect(
            environ.get(name, "") in NOTHING,
            f"{name} is not set: it belonged to the request before this one.",
            got=f"{name}={environ.get(name)!r}",
            wire=answer.wire,
        )


@step(
    "Long bodies go both ways at once",
    clause=rfc(
        3875,
        "4.2",
        "A script need not read the body, not before it writes, and not at all; and the "
        "server reads all that it writes (6.4).",
    ),
    question="A pipe holds 64 KiB. What happens when both of you wait to write?",
)
def long_bodies(bench):
    server = gateway(bench)
    data = bench.random.randbytes(400_000)
    put(
        server,
        "echo.sh",
        "printf 'Content-Type: text/plain\\n\\n'\nexec head -c $CONTENT_LENGTH\n",
    )
    answer = post(server, "/cgi-bin/echo.sh", data)
    must_be(bench, answer, 200, data)
    put(server, "deaf.sh", "printf 'Content-Type: text/plain\\n\\nI do not listen.'\n")
    answer = post(server, "/cgi-bin/deaf.sh", data)
    must_be(bench, answer, 200, b"I do not listen.")


@step(
    "A script runs in its own folder",
    clause=rfc(
        3875,
        "7.2",
        "The script's working directory should be the one in which it lies.",
    ),
    question='What does open("notes.txt") mean to a script, and who decides that?',
)
def own_folder(bench):
    server = gateway(bench)
    place = put_probe(server).parent
    answer = ask(server, request("/cgi-bin/probe.py"))
    got = told(answer)["folder"]
    bench.expect(
        os.path.realpath(got) == os.path.realpath(place),
        "It runs in the folder cgi-bin, where it lies.",
        got=f"It runs in {got}.",
        wire=answer.wire,
    )


@step(
    "A Location of ours alone: the browser does not notice",
    clause=rfc(
        3875,
        "6.2.2",
        "When a script returns only a path of this server, the server gives the answer "
        "that a request for that path would have got.",
    ),
    question="Who follows this Location: the browser, or you?",
)
def local_redirect(bench):
    server = gateway(bench)
    put_probe(server)
    put(server, "go.sh", "echo 'Location: /cgi-bin/probe.py/there?by=go'\necho\n")
    for answer in (
        ask(server, request("/cgi-bin/go.sh/here?a=b")),
        post(server, "/cgi-bin/go.sh", b"the body"),
    ):
        must_be(bench, answer, 200)
        environ = told(answer)["environ"]
        must_have(bench, environ, answer, "PATH_INFO", {"/there"}, "4.1.5")
        must_have(bench, environ, answer, "QUERY_STRING", {"by=go"}, "4.1.7")
    put(server, "circle.sh", "echo 'Location: /cgi-bin/circle.sh'\necho\n")
    answer = ask(server, request("/cgi-bin/circle.sh"))
    bench.expect(
        answer.status >= 300,
        "A script that sends you to itself for ever is given up: a 5xx, best.",
        got=f"The status is {answer.status}.",
        wire=answer.wire,
        question="How many times do you follow before you doubt?",
    )


@step(
    "This lab's own scripts run as they are",
    clause=rfc(
        3875,
        "1.1",
        "The server manages connections and transport, the script the application: so a "
        "script of any language runs under any server.",
    ),
    question="What do these scripts know of your gateway, and what must they not need to?",
)
def scripts_as_they_are(bench):
    server = gateway(bench)
    for file in (Path(__file__).parent / "cgi-bin").iterdir():
        put(server, file.name, file.read_text("latin-1"))
    form = post(server, "/cgi-bin/form.pl", b"who=%3CAda+%26+co%3E&x=1")
    onward = ask(server, request("/cgi-bin/onward.sh"))
    shown = post(server, "/cgi-bin/environment.py/more?x=1", b"\x00\xff")
    for answer, words in (
        (form, b"Hello, &lt;Ada &amp; co&gt;."),
        (onward, b"and then /by/way/of/onward.sh."),
        (shown, b"PATH_INFO='/more'"),
        (shown, b"2 bytes of body: b'\\x00\\xff'"),
    ):
        must_be(bench, answer, 200)
        bench.expect(
            words in answer.body,
            f"The page says {words.decode()}",
            got=f"It is {answer.body[:300]!r}.",
            wire=answer.wire,
        )


@step(
    "A Location elsewhere is 302",
    clause=rfc(
        3875,
        "6.2.3",
        "When a script returns a whole address as Location, the answer is 302 Found.",
    ),
    question="With which status does a browser go where Location says?",
)
def client_redirect(bench):
    server = gateway(bench)
    there = "http://example.org/there?x=1"
    put(server, "away.sh", f"echo 'Location: {there}'\necho\n")
    answer = ask(server, request("/cgi-bin/away.sh"))
    must_be(bench, answer, 302)
    bench.expect(
        answer.field("Location") == there,
        f"Location: {there}",
        got=f"Location: {answer.field('Location')}",
        wire=answer.wire,
    )


@step(
    "Only what lies in cgi-bin is run",
    clause=rfc(
        9110,
        "17.3",
        "Names from a request must not lead out of the folder that is meant: ../ in every "
        "spelling, absolute paths.",
    ),
    question="When is .. recognised: before the path is decoded, after, or never?",
)
def not_outside(bench):
    server = gateway(bench)
    mark = server.folder / "mark"
    mark.unlink(missing_ok=True)
    lines = f"touch {shlex.quote(str(mark))}\necho 'Content-Type: text/plain'\necho\n"
    outside = put(server, "outside.sh", lines, folder=".")
    put(server, "inside.sh", "echo 'Content-Type: text/plain'\necho\n")
    for target in (
        "/cgi-bin/../outside.sh",
        "/cgi-bin/%2e%2e/outside.sh",
        "/cgi-bin/..%2foutside.sh",
        "/cgi-bin/inside.sh/../../outside.sh",
        "/cgi-bin/inside.sh%2f..%2f..%2foutside.sh",
        f"/cgi-bin/{outside}",
        f"/cgi-bin/{str(outside).replace('/', '%2F')}",
        "/outside.sh",
    ):
        answer = ask(server, request(target), is_refusable=True)
        bench.expect(
            not mark.exists(),
            f"{target} starts nothing.",
            got="The script outside.sh, beside cgi-bin and not in it, has run.",
        )
        bench.expect(
            not answer or b"touch" not in answer.body,
            f"{target} shows nothing of a file beside cgi-bin.",
            got="The text of outside.sh came back.",
        )


@step(
    "What may not be executed is neither run nor shown",
    clause=rfc(
        3875,
        "3.2",
        "The server decides which files are scripts. Here: the executable ones. The text "
        "of others may hold passwords, and is nobody's page.",
    ),
    question="How can a program see that a file is meant to be run?",
)
def not_executable(bench):
    server = gateway(bench)
    put(server, "notes.sh", "echo 'Content-Type: text/plain'\necho\n", mode=0o644)
    (server.folder / "cgi-bin" / "folder").mkdir(exist_ok=True)
    for target in "notes.sh", "notes.sh/x", "folder", "folder/", "", "no-such.sh":
        answer = ask(server, request(f"/cgi-bin/{target}"))
        bench.expect(
            answer.status >= 400 and b"Content-Type" not in answer.body,
            f"/cgi-bin/{target} is refused: 403 or 404.",
            got=f"The status is {answer.status}, with {len(answer.body)} bytes.",
            wire=answer.wire,
        )


@step(
    "A script that fails is the server's error, and no end of the server",
    clause=PROCESS_FAILED,
    question="What have you read when the script has ended, and was it a whole header?",
)
def fails(bench):
    server = gateway(bench)
    for name, lines in {
        "says nothing": "exit 1",
        "is killed": "kill -9 $$",
        "writes no header": "echo 'Hello, world'",
        "writes half a header": "printf 'Content-Type: text/plain'",
        "has no such interpreter": "#!/no/such/program\n",
    }.items():
        put(server, "broken.sh", lines + "\n")
        answer = ask(server, request("/cgi-bin/broken.sh"))
        bench.expect(
            answer.status >= 500,
            f"A script that {name} is answered with 5xx.",
            got=f"The status is {answer.status}, with {len(answer.body)} bytes.",
            wire=answer.wire,
        )
    put(server, "well.sh", "printf 'Content-Type: text/plain\\n\\nwell'")
    must_be(bench, ask(server, request("/cgi-bin/well.sh")), 200, b"well")


@step(
    "One slow script keeps nobody else waiting",
    clause=rfc(
        3875,
        "3.4",
        "Each request invokes a program of its own: so nothing hinders several at a time.",
    ),
    question="Who waits for the script: your whole program, or one thread of it?",
)
def at_once(bench):
    server = gateway(bench)
    go = server.folder / "go"
    go.unlink(missing_ok=True)
    put(
        server,
        "slow.sh",
        f"while [ ! -e {shlex.quote(str(go))} ]; do sleep 0.02; done\n"
        "printf 'Content-Type: text/plain\\n\\nslow'\n",
    )
    put(server, "quick.sh", "printf 'Content-Type: text/plain\\n\\nquick'\n")
    slow = server.connect()
    slow.send(request("/cgi-bin/slow.sh"))
    try:
        quick = server.connect()
        quick.note("(Another client waits for a script that is not yet done.)")
        quick.send(request("/cgi-bin/quick.sh"))
        must_be(bench, read_answer(quick), 200, b"quick")
    finally:
        go.touch()
    must_be(bench, read_answer(slow), 200, b"slow")


@step(
    "A script that hangs is ended, with all that it has started",
    clause=rfc(
        3875,
        "6.1",
        "The server may set a time within which the script must write, and end the "
        "process that does not. Here: TIMEOUT seconds.",
    ),
    question="You have killed the shell. Who else holds the pipe from which you read?",
)
def hangs(bench):
    server = bench.serve("gateway.py", TIMEOUT="0.2")
    server.folder = bench.folder
    note = bench.folder / "pid"
    put(server, "hangs.sh", f"echo $$ > {shlex.quote(str(note))}\nsleep 60\nexit\n")
    answer = ask(server, request("/cgi-bin/hangs.sh"))
    bench.expect(
        answer.status >= 500,
        "After TIMEOUT (0.2 s) the answer is 504, or another 5xx.",
        got=f"The status is {answer.status}.",
        wire=answer.wire,
        clause=PROCESS_FAILED,
    )
    pid = int(note.read_text())
    bench.expect(
        poll(lambda: not is_running(pid), bench.patience),
        "The script has ended when TIMEOUT is over.",
        got=f"Its process, number {pid}, is still there.",
    )
    put(server, "half.sh", "printf 'Content-Type: text/plain\\n\\nhalf'\nsleep 60\n")
    wire = server.connect()
    wire.send(request("/cgi-bin/half.sh"))
    wire.read_to_end("The connection ends when the script has been ended.")


# What several steps ask


def gateway(bench, **options):
    return bench.shared("gateway.py", **options)


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
