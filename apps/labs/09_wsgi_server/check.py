"""What lab 09 asks: of the server side of WSGI, from environ to this very site."""

import importlib
import json
import re
import sys
from pathlib import Path

from apps.labs import programs
from apps.labs.checking import pep, rfc, step
from apps.labs.judge import ask, read_answer, request
from apps.labs.ladder import ROOT

from .check_fuzz import has_bad_head, mutant, sizes

HERE = Path(__file__).parent
BAD = importlib.import_module("apps.labs.03_http.check_bad")
APPS = (HERE / "check_apps.py").read_bytes()
CHUNK = rfc(
    9112,
    "7.1",
    "A chunk is its size in hexadecimal, CR LF, so many bytes, CR LF. What is not leaves "
    "it open where the request ends.",
)


# The application is called


@step(
    "hello.py is called, and answers",
    clause=pep(
        3333,
        "The Server/Gateway Side",
        "The server calls the application once for each request that it receives from a "
        "client.",
    ),
    question="What does the application return, and who sends it?",
)
def hello(bench):
    answer = ask(bench.serve("server.py", named=8009), request("/"))
    must_be(bench, answer, 200, "Hello, world! Grüße!\n".encode())


@step(
    "Status, fields and all pieces arrive",
    clause=pep(
        3333,
        "The start_response() Callable",
        "The status is a str such as '200 OK', the fields are a list of pairs of str; each "
        "character stands for one byte (latin-1).",
    ),
    question="Which encoding turns '\\xe9' into the one byte \\xe9?",
)
def pieces(bench):
    answer = ask(serve(bench), request("/two"))
    must_be(bench, answer, 200, b"one\xff, two")
    told = answer.field("Content-Type"), answer.field("X-Latin")
    bench.expect(
        told == ("text/plain; charset=utf-8", "caf\xe9"),
        "Content-Type and X-Latin are sent as the application gave them.",
        got=f"{told}",
        wire=answer.wire,
    )
    answer = ask(serve(bench), request("/status/404"))
    must_be(bench, answer, 404, b"content")


@step(
    "environ tells the request",
    clause=pep(
        3333,
        "environ Variables",
        "REQUEST_METHOD, SCRIPT_NAME, PATH_INFO, QUERY_STRING, CONTENT_TYPE, "
        "CONTENT_LENGTH, SERVER_NAME, SERVER_PORT, SERVER_PROTOCOL and a HTTP_ key for "
        "each field; all of them str.",
    ),
    question="Which part of the target goes where, and what is the type of each value?",
)
def environ(bench):
    words = request(
        "/environ/a?q=%C3%BC&r", "POST", "X-Ab-Cd: 1 2", "Content-Length: 3"
    )
    server = serve(bench)
    answer = ask(
        server,
        words.replace(b"Content-Len", b"content-type: a/b\r\nContent-Len") + b"abc",
    )
    must_have(
        bench,
        answer,
        REQUEST_METHOD="POST",
        SCRIPT_NAME="",
        PATH_INFO="/environ/a",
        QUERY_STRING="q=%C3%BC&r",
        CONTENT_TYPE="a/b",
        CONTENT_LENGTH="3",
        HTTP_HOST="127.0.0.1",
        HTTP_X_AB_CD="1 2",
        SERVER_PROTOCOL="HTTP/1.1",
        SERVER_PORT=str(server.port),
    )
    told = json.loads(answer.body)
    bench.expect(
        told.get("SERVER_NAME", ["", ""])[1],
        "SERVER_NAME is never empty.",
        got=f"It is {told.get('SERVER_NAME')}.",
        wire=answer.wire,
    )


@step(
    "The path is decoded: into bytes, of which each is a character",
    clause=pep(
        3333,
        "Unicode Issues",
        "A str in environ holds bytes, one a character of latin-1, whatever they mean. The "
        "application, which knows, decodes them.",
    ),
    question="%C3%BC is how many bytes? How many characters of latin-1 are they?",
)
def path(bench):
    server = serve(bench)
    for target, told in [
        ("/environ/%C3%BC%FF", "/environ/\xc3\xbc\xff"),
        ("/environ/a%20b+c%2Fd", "/environ/a b+c/d"),
        ("/environ/%2525", "/environ/%25"),
        ("http://b.example/environ/x?y", "/environ/x"),
    ]:
        must_have(bench, ask(server, request(target)), PATH_INFO=told)


@step(
    "Fields of one name come together, and no field poses as another",
    clause=rfc(
        9110,
        "5.3",
        "Several fields of one name mean the same as one, with the values joined by "
        "commas, in their order.",
    ),
    question="Two fields make one key: which value wins, and who chose it?",
)
def joined(bench):
    server = serve(bench)
    words = request("/environ", "GET", "X-Way: a", "Accept: */*", "x-way: b")
    answer = ask(server, words)
    way = json.loads(answer.body).get("HTTP_X_WAY", ["", ""])[1]
    bench.expect(
        re.fullmatch("a, ?b", way),
        "HTTP_X_WAY is 'a, b'.",
        got=f"It is {way!r}.",
        wire=answer.wire,
    )
    # As with X_Forwarded_Proto, and the X-Forwarded-Proto that a proxy vouches for.
    words = request("/environ", "GET", "X-Mine: http", "X_Mine: https")
    answer = ask(server, words, is_refusable=True)
    if answer and answer.status == 200:
        mine = json.loads(answer.body).get("HTTP_X_MINE", ["", ""])[1]
        bench.expect(
            "https" not in mine,
            "A field X_Mine does not pose as X-Mine: it is left out, or refused.",
            got=f"HTTP_X_MINE is {mine!r}.",
            wire=answer.wire,
            clause=UNDERSCORE,
        )


UNDERSCORE = rfc(
    3875,
    "4.1.18",
    "The name is put into capitals and - becomes _: so X_A and X-A give one key, and who "
    "can send the one could pose as the other. A server may leave fields out.",
)


@step(
    "The standard library's validator finds nothing",
    clause=pep(
        3333,
        "Specification Details",
        "Positional arguments, a dict, streams with read, readline, readlines and __iter__, "
        "write() returned, close() called: an application may rely on each.",
    ),
    question="Which sentence of the validator's complaint is about your server?",
)
def is_valid(bench):
    server = serve(bench, "validated")
    for words in [
        request("/two"),
        request("/two", "HEAD"),
        request("/sized?x"),
        request("/echo", "POST", "Content-Length: 5") + b"hello",
    ]:
        answer = ask(server, words)
        must_say(bench, answer, {200}, "A call through wsgiref.validate")
    complaint = re.search(rb"AssertionError: (.*)", server.errors)
    bench.expect(
        not complaint,
        "Nothing is raised, not even after the answer.",
        got=complaint and complaint[1].decode("utf-8", "replace"),
    )


# What comes in


@step(
    "wsgi.input ends where the body ends",
    clause=pep(
        3333,
        "Input and Error Streams",
        "A server must let an application read to the end of wsgi.input, and simulate the "
        "end there: on the connection there may be nothing, or another request.",
    ),
    question="What does read() without a number wait for on a socket?",
)
def limited_input(bench):
    server = serve(bench)
    for body, told in [
        (b"line\nabcdefghi", b"line\n|abc|defg|hi||"),
        (b"\n", b"\n||||"),
        (b"", b"||||"),
    ]:
        words = request("/read", "POST", f"Content-Length: {len(body)}") + body
        answer = ask(server, words + b"GET /of-the-next-request HTTP/1.1\r\n")
        must_say(bench, answer, {200}, "read() and readline() to the end")
        bench.expect(
            answer.body.rstrip(b"|") == told.rstrip(b"|"),
            f"The application reads {body!r}, and then the end.",
            got=f"It reads {answer.body!r}.",
            wire=answer.wire,
        )


@step(
    "A body comes whole, however it is sent",
    clause=rfc(
        9112,
        "6.3",
        "The content has as many bytes as Content-Length says; TCP knows no borders.",
    ),
    question="What does the application wait for, and what for the network?",
)
def whole_body(bench):
    server = serve(bench)
    body = bench.random.randbytes(300_000)
    words = request("/echo", "POST", f"Content-Length: {len(body)}") + body
    answer = ask(server, words, sizes=[20, 40, 10_000, 100_000, 10**6])
    must_be(bench, answer, 200, body)
    # Chunks have no length beforehand: an application may hear of one, or of none.
    words = request("/environ", "POST", "Transfer-Encoding: chunked")
    words += b"5;x=y\r\nhello\r\nA\r\n, 10 bytes\r\n0\r\nX-After: all\r\n\r\n"
    answer = ask(server, words)
    must_say(bench, answer, {200, 411, 501}, "A body in chunks")
    if answer.status == 200 and "CONTENT_LENGTH" in json.loads(answer.body):
        answer = ask(server, words.replace(b"/environ", b"/echo"))
        must_be(bench, answer, 200, b"hello, 10 bytes")


@step(
    "Who asks before sending is told to go on",
    clause=pep(
        3333,
        "HTTP 1.1 Expect/Continue",
        "A server must answer Expect: 100-continue by itself: at once, or when the "
        "application first reads. Or it refuses by a final status.",
    ),
    question="Who waits for whom, when the client has sent only the head?",
)
def expect_continue(bench):
    server = serve(bench)
    wire = server.connect()
    expects = "Expect: 100-continue"
    wire.send(request("/echo", "POST", "Content-Length: 5", expects))
    line = wire.read_until(
        b"\r\n", "Before the content is sent, a first line comes back."
    )
    if line.startswith(b"HTTP/1.1 100"):
        wire.unread(line)
        wire.send(b"hello")
        must_be(bench, read_answer(wire), 200, b"hello")
    else:
        bench.expect(
            re.match(rb"HTTP/1\.1 4\d\d", line),
            "100 Continue, or a final 4xx.",
            got=f"{line!r}",
            wire=wire,
        )
    # No content, or an old client: it would take 100 for the answer.
    old = (
        b"POST /echo HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello"
    )
    wire = server.connect()
    wire.send(old)
    line = wire.read_until(b"\r\n")
    bench.expect(
        b" 100" not in line,
        "A client of HTTP/1.0 gets no 100.",
        got=f"{line!r}",
        wire=wire,
        clause=rfc(9110, "10.1.1", "Expect in a HTTP/1.0 request is to be ignored."),
    )


# What goes out


@step(
    "Each piece goes out before the next is asked for",
    clause=pep(
        3333,
        "Buffering and Streaming",
        "A server must not delay a piece: it is sent, or on its way, before the next one is "
        "asked for.",
    ),
    question="What does b''.join(…) wait for?",
)
def streams(bench):
    server = serve(bench)
    go = f"go-{bench.random.randrange(10**9)}"
    wire = server.connect()
    wire.send(request(f"/waits?{go}"))
    wire.read_until(
        b"first\n", "The first piece arrives while the application waits for a sign."
    )
    (server.folder / go).touch()
    wire.read_until(b"second\n")


@step(
    "The end of the content is plain",
    clause=rfc(
        9112,
        "6.3",
        "Content-Length, or chunks, or the end of the connection, which HTTP/1.0 knows "
        "only; and with HTTP/1.1 a cut connection must not look like the end.",
    ),
    question="When the length is not known before the last piece, how is the end told?",
)
def framing(bench):
    server = serve(bench)
    must_be(bench, ask(server, request("/generator")), 200, b"one, two, three")
    must_be(bench, ask(server, request("/sized")), 200, b"five four")
    large = ask(server, request("/large"))
    must_be(bench, large, 200, b"0123456789abcdef" * 3 * 65536)
    answer = ask(server, b"GET /generator HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
    must_be(bench, answer, 200, b"one, two, three")
    bench.expect(
        answer.field("Transfer-Encoding") is None,
        "HTTP/1.0 knows no chunks: the content ends with the connection.",
        got=f"Transfer-Encoding: {answer.field('Transfer-Encoding')}",
        wire=answer.wire,
        clause=rfc(9112, "6.1", "Never Transfer-Encoding to a client of HTTP/1.0."),
    )


@step(
    "HEAD, 204 and 304 have no content, whatever the application gives",
    clause=rfc(
        9112,
        "6.3",
        "An answer to HEAD, and one with 204 or 304, ends with the empty line. What came "
        "behind it would be taken for the next answer.",
    ),
    question="Who knows all the rules of HTTP: each application, or the server?",
)
def no_content(bench):
    server = serve(bench)
    for target, method in [
        ("/generator", "HEAD"),
        ("/sized", "HEAD"),
        ("/status/200", "HEAD"),
        ("/status/204", "GET"),
        ("/status/304", "GET"),
    ]:
        wire = server.connect()
        wire.send(request(target, method, "Connection: close"))
        answer = read_answer(wire, method.encode())
        status = int(target[-3:]) if "status" in target else 200
        must_say(bench, answer, {status}, f"{method} {target}")
        rest = wire.read_to_end()
        bench.expect(
            not rest and not answer.body,
            f"{method} {target}: nothing behind the empty line.",
            got=f"{(answer.body + rest)[:60]!r}",
            wire=wire,
        )
        bench.expect(
            status != 204 or answer.field("Content-Length") is None,
            "204 has no Content-Length.",
            got=f"Content-Length: {answer.field('Content-Length')}",
            wire=wire,
            clause=rfc(9110, "8.6", "Content-Length must not be sent with 204."),
        )
    length = ask(server, request("/status/200", "HEAD")).field("Content-Length")
    bench.expect(
        length in {None, "7"},
        "Content-Length for HEAD is that of GET, or is left out.",
        got=f"Content-Length: {length}",
    )


@step(
    "A wrong Content-Length of the application's does no harm",
    clause=pep(
        3333,
        "Handling the Content-Length Header",
        "No more than Content-Length is sent. If less comes, the connection is closed, so "
        "that the client notices.",
    ),
    question="What does the client take for the begin of the next answer?",
)
def wrong_length(bench):
    server = serve(bench)
    answer = ask(server, request("/long"))
    bench.expect(
        (answer.status, answer.body) == (200, b"12345") or answer.status == 500,
        "Of nine bytes, five go out, or the answer is 500.",
        got=f"{answer.status}, {answer.body!r}",
        wire=answer.wire,
    )
    must_be_cut(bench, server, "/short", b"12345")


@step(
    "write() sends at once, and before what is returned",
    clause=pep(
        3333,
        "The write() Callable",
        "start_response returns a callable that takes bytes, for applications that push.",
    ),
    question="What does your start_response return?",
)
def write(bench):
    answer = ask(serve(bench), request("/write"))
    must_be(bench, answer, 200, b"written, again, returned")


# When something goes wrong


@step(
    "close() is called, whatever happens",
    clause=pep(
        3333,
        "Specification Details",
        "If the content has a close(), the server must call it at the end of the request: "
        "after the last piece, after an error, or when the client has left.",
    ),
    question="Which statement of Python runs its block whatever happens?",
)
def closes(bench):
    server = serve(bench)
    token = f"t{bench.random.randrange(10**9)}"
    must_be(bench, ask(server, request(f"/close?{token}a")), 200, b"one, two")
    must_leave(bench, server, f"{token}a-closed", "after the last piece")
    ask(server, request(f"/close?{token}b", "HEAD"))
    must_leave(bench, server, f"{token}b-closed", "after HEAD")
    wire = server.connect()
    wire.send(request(f"/half?{token}c"))
    must_leave(bench, server, f"{token}c-closed", "when the application fails half-way")
    wire.close()
    wire = server.connect()
    wire.send(request(f"/close/endless?{token}d"))
    wire.read(1000)
    wire.reset()
    must_leave(bench, server, f"{token}d-closed", "when the client leaves half-way")


@step(
    "An application that fails is a 500, and the server goes on",
    clause=pep(
        3333,
        "Error Handling",
        "Errors of an application are logged, and the server goes on; if nothing has been "
        "sent, a page of the server's own can be.",
    ),
    question="How long does your server keep the head back, and what becomes of it then?",
)
def errors(bench):
    server = serve(bench)
    for target, why in [
        ("/raises", "it raises at once"),
        ("/late", "it raises before the first piece that is not empty"),
        ("/none", "it never calls start_response"),
        ("/twice", "it calls start_response twice, without exc_info"),
        ("/text", "its content is a str, and not bytes"),
        ("/lines", "a field of its has a line end within"),
    ]:
        answer = ask(server, request(target))
        must_say(bench, answer, {500}, f"When {why}, the request")
    must_be(bench, ask(server, request("/two")), 200, b"one\xff, two")


@step(
    "A second head replaces the first, if that has not gone out",
    clause=pep(
        3333,
        "The start_response() Callable",
        "With exc_info a new head replaces one that has not been sent. The head must be "
        "kept back until the first piece that is not empty, or write().",
    ),
    question="When is the first head sent, and why not when start_response is called?",
)
def replaced(bench):
    answer = ask(serve(bench), request("/replaced"))
    must_be(bench, answer, 503, b"replaced")
    bench.expect(
        answer.field("X-First") is None,
        "Of the first head nothing is left.",
        got=f"X-First: {answer.field('X-First')}",
        wire=answer.wire,
    )


@step(
    "After the head has gone out, the application gets its exception back",
    clause=pep(
        3333,
        "The start_response() Callable",
        "If headers have been sent, start_response must raise the exception of exc_info, and "
        "the content must not look complete.",
    ),
    question="A 200 is on its way. How else can the client notice that something broke?",
)
def too_late(bench):
    server = serve(bench)
    token = f"t{bench.random.randrange(10**9)}"
    must_be_cut(bench, server, f"/toolate?{token}", b"x" * 100)
    must_leave(
        bench,
        server,
        f"{token}-raised",
        "as start_response raises what is in exc_info",
        "The application notes",
    )
    must_be_cut(bench, server, "/half?x", b"one, ")


# Requests that are none


@step(
    "Host is there, once, and valid",
    clause=BAD.NO_HOST[0].clause,
    question="What decides which site is meant, when an address has many?",
)
def host(bench):
    must_refuse_all(bench, BAD.NO_HOST)


@step(
    "Where a request ends must be beyond doubt",
    clause=rfc(
        9112, "6.3", "With an invalid length or coding a server must answer 400."
    ),
    question="Does int() take more than HTTP allows?",
)
def ends(bench):
    must_refuse_all(bench, BAD.FRAMING)
    chunked = request("/echo", "POST", "Transfer-Encoding: chunked")
    for what, body in {
        "A chunk without a size": b"\r\nhello\r\n0\r\n\r\n",
        "A size that is no number": b"five\r\nhello\r\n0\r\n\r\n",
        "A size with a sign": b"+5\r\nhello\r\n0\r\n\r\n",
        "A size with 0x": b"0x5\r\nhello\r\n0\r\n\r\n",
        "A size with _": b"0_5\r\nhello\r\n0\r\n\r\n",
        "A chunk longer than its size": b"3\r\nhello\r\n0\r\n\r\n",
    }.items():
        answer = ask(serve(bench), chunked + body, is_refusable=True)
        bench.expect(
            answer is None or answer.status >= 400,
            f"{what}: 400.",
            got=answer and f"It is answered by {answer.status}.",
            wire=serve(bench).last_wire,
            clause=CHUNK,
        )


@step(
    "What is not HTTP is refused",
    clause=rfc(9112, "2.2", "What does not match the grammar is answered by 400."),
    question="Does the server look for what is wrong, or match what is right?",
)
def malformed(bench):
    must_refuse_all(bench, BAD.MALFORMED)


@step(
    "Whatever bytes come, in whatever pieces: no wrong 200, no crash, no silence",
    clause=rfc(
        9112,
        "2.2",
        "A request is bytes, from anybody. What a strict reader refuses must not be "
        "answered as if it were well.",
    ),
    question="Which lines can raise, and which can wait for ever?",
)
def survives(bench):
    server = serve(bench)
    for words in [*BAD.GARBAGE, *(mutant(bench.random) for _ in range(80))]:
        wire = server.connect()
        wire.drip(words, sizes(bench.random))
        wire.finish()
        said = wire.read_to_end("Within a moment it answers or closes.")
        bench.expect(
            not re.match(rb"HTTP/1\.\d 2", without_100(said))
            or not has_bad_head(words),
            "A head that h11 refuses is not answered by 200.",
            got=f"{said[:60]!r}",
            wire=wire,
        )
        wire.close()
    must_be(bench, ask(server, request("/two")), 200, b"one\xff, two")


# Other people's programs


@step(
    "Flask says the same on your server as on others",
    clause=pep(
        3333,
        "Rationale and Goals",
        "Any application under any server: that is what WSGI is for.",
    ),
    question="What does another server do with this request that yours does not?",
)
def flask(bench):
    for path in HERE / "flask_app.py", HERE.parent / "08_wsgi" / "servers.py":
        bench.lay(path.name, path.read_bytes())
    mine = bench.serve("server.py", "flask_app:app")
    names = [n for n in COMPARED if n != "uwsgi" or programs.find("uwsgi")]
    others = {n: bench.serve("servers.py", n, "flask_app:app") for n in names}
    # A refusal is about the learner's server: it is the program to be shown.
    bench.programs.append(mine)
    form = "Content-Type: application/x-www-form-urlencoded"
    for words in [
        request("/"),
        request("/", "HEAD"),
        request("/greet/Zo%C3%AB%20%26%20Co?x=y"),
        request("/count"),
        request("/form", "POST", form, "Content-Length: 14") + b"words=Gr%C3%BC",
        request("/no/such/page"),
        request("/", "DELETE"),
    ]:
        ours = told(ask_closing(mine, words))
        wire = mine.last_wire
        for name, server in others.items():
            theirs = told(ask_closing(server, words))
            bench.expect(
                ours == theirs,
                f"Status, type and content as on {name}: {theirs}",
                got=f"{ours}",
                wire=wire,
            )


COMPARED = ["wsgiref", "gunicorn", "waitress", "uwsgi"]


@step(
    "This very site is served",
    clause=pep(
        3333,
        "Rationale and Goals",
        "Any application under any server: a framework as large as Django is one callable.",
    ),
    question="What does myweb/wsgi.py offer, and under which name?",
)
def site(bench):
    around = {"PYTHONPATH": ROOT, "DEBUG": 1, "VAR_DIR": bench.folder / "var"}
    lay_database(bench, around)
    server = bench.serve("server.py", "myweb.wsgi", **around)
    for target, status, mark in [
        ("/", 200, b"</html>"),
        ("/forum/", 200, b"</html>"),
        ("/accounts/login/", 200, b"csrfmiddlewaretoken"),
        ("/no/such/page/", 404, b"</html>"),
        ("/forum", 301, b""),
    ]:
        answer = ask_closing(server, request(target))
        must_say(bench, answer, {status}, target)
        bench.expect(
            mark in answer.body,
            f"{mark.decode()} stands in the page {target}.",
            wire=answer.wire,
        )
    style = (ROOT / "static/css/tokens.css").read_bytes()
    answer = ask_closing(server, request("/static/css/tokens.css"))
    must_be(bench, answer, 200, style)


DATABASE = []  # made once a process: it takes a second


def lay_database(bench, around):
    path = bench.folder / "var" / "db.sqlite3"
    path.parent.mkdir()
    if not DATABASE:
        made = bench.start(sys.executable, HERE / "check_database.py", **around)
        made.wait_ended(60)
        if made.status != 0:
            raise RuntimeError(f"{made.how_it_ended()} {made.errors.decode()}")
        DATABASE.append(path.read_bytes())
    path.write_bytes(DATABASE[0])


# What several steps ask


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
