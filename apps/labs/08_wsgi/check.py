"""What lab 08 asks: of an application, of a middleware, and of a prediction."""

import json
import re
from pathlib import Path
from urllib.parse import quote

from apps.labs.checking import Refused, pep, rfc, short, step
from apps.labs.judge import ask, read_answer, request

KNOCK = Path(__file__).with_name("check_knock.py")
SERVERS = Path(__file__).with_name("servers.py")
FOOT = "<footer>This line was added on the way out.</footer>\n"
BYTES = pep(
    3333,
    "A Note On String Types",
    "Status and fields are str, as they are in HTTP's own alphabet; the content is bytes.",
)


# The application


@step(
    "The standard library's validator finds nothing",
    clause=pep(
        3333,
        "Specification Details",
        "Positional arguments, a status like '200 OK', a list of tuples of str, an "
        "iterable of bytes: servers rely on each of these without looking.",
    ),
    question="Which sentence of the validator's complaint is about your program?",
)
def is_valid(bench):
    for told in knocks(bench, {}, {"PATH_INFO": "/environ"}):
        must_be_well(told)


@step(
    "A browser gets the greeting",
    clause=pep(
        3333,
        "The Application/Framework Side",
        "The application is called with environ and start_response, for each request; it "
        "calls start_response and returns an iterable of bytes.",
    ),
    question="What are the three things that make an answer, and which of them does "
    "start_response take?",
)
def greets(bench):
    answer = ask(bench.shared("application.py", named=8080), request("/"))
    must_greet(answer.status, answer.field, answer.body, "world", answer.wire)


@step(
    "Content-Length counts bytes",
    clause=rfc(9110, "8.6", "Content-Length is the length of the content in octets."),
    question="How long is 'Grüße', and how long is 'Grüße'.encode()?",
)
def length_in_bytes(bench):
    told = must_be_well(knock(bench, QUERY_STRING="name=Gr%C3%BC%C3%9Fe+%E6%9D%8E"))
    must_greet(*parts(told), "Grüße 李")
    size = len(told["content"])
    bench.expect(
        field_of(told, "Content-Length") in {None, str(size)},
        f"Content-Length, if it is sent, is {size}: the content has so many bytes.",
        got=f"Content-Length: {field_of(told, 'Content-Length')}.",
    )


@step(
    "A name that is HTML stays a name",
    clause=rfc(
        3986,
        "2.4",
        "A query is decoded once: what comes out is text that somebody wrote, and may be "
        "anything at all.",
    ),
    question="Who chooses the text between your tags, and what could they write there?",
)
def is_escaped(bench):
    for told in knocks(
        bench,
        {"QUERY_STRING": "name=%3Cscript%3Ealert(1)%3C/script%3E%26amp%3B"},
        {"PATH_INFO": "/<script>alert(1)</script>"},
    ):
        must_be_well(told)
        text = told["content"].decode("utf-8", "replace")
        is_html = "html" in (field_of(told, "Content-Type") or "")
        bench.expect(
            "<script" not in text or not is_html,
            "&lt;script&gt; stands in the page.",
            got="The script stands in the page, and a browser would run it.",
        )


@step(
    "What is not there is 404, and named in its own letters",
    clause=pep(
        3333,
        "Unicode Issues",
        "A str in environ holds bytes, one a character (latin-1). To get text, go back to "
        "the bytes and decode them as what they are.",
    ),
    question="What is 'Ã¼'.encode('latin-1').decode('utf-8')?",
)
def not_found(bench):
    # As servers hand it over: the bytes of UTF-8, each as a character of latin-1.
    path = "/grüße/nach/köln"
    told = knock(bench, PATH_INFO=path.encode().decode("latin-1"), QUERY_STRING="a=b")
    must_be_well(told)
    must_say(told, "404", "A path that is none of yours")
    bench.expect(
        path in told["content"].decode("utf-8", "replace"),
        f"The page names the path, {path}.",
        got=f"The page is {short(told['content'], 200)}",
    )


@step(
    "Another method is 405, and says which there are",
    clause=rfc(
        9110, "15.5.6", "405 must come with Allow, the methods that the page has."
    ),
    question="Where in environ does the method stand, and in which letters?",
)
def method_not_allowed(bench):
    cases = [
        ("/", "DELETE", {"GET", "HEAD", "POST"}),
        ("/environ", "POST", {"GET", "HEAD"}),
    ]
    asked = [{"PATH_INFO": p, "REQUEST_METHOD": method} for p, method, _ in cases]
    for told, (path, method, allowed) in zip(knocks(bench, *asked), cases, strict=True):
        must_be_well(told)
        must_say(told, "405", f"{method} {path}")
        allow = {word.strip() for word in (field_of(told, "Allow") or "").split(",")}
        bench.expect(
            allowed <= allow | {"HEAD", "OPTIONS"} and method not in allow,
            f"Allow: {', '.join(sorted(allowed))}",
            got=f"Allow: {field_of(told, 'Allow')}",
        )


@step(
    "HEAD gets the head of GET, and no content",
    clause=rfc(
        9110,
        "9.3.2",
        "HEAD is answered as GET, without the content. wsgiref and others send whatever "
        "an application returns, so that it is for the application to see to.",
    ),
    question="What does your application return when nothing is to be sent?",
)
def head(bench):
    got, told = map(must_be_well, knocks(bench, {}, {"REQUEST_METHOD": "HEAD"}))
    bench.expect(
        not told["content"],
        "No piece of content, or empty ones.",
        got=f"The content is {short(told['content'])}",
    )
    lengths = {field_of(got, "Content-Length"), field_of(told, "Content-Length")}
    bench.expect(
        len(lengths - {None}) <= 1,
        "Content-Length, if it is sent, is that of GET.",
        got=" and ".join(sorted(filter(None, lengths))) + ".",
    )


@step(
    "A form that is posted is read to its end and no further",
    clause=pep(
        3333,
        "Input and Error Streams",
        "An application should not read more than CONTENT_LENGTH says. Behind it there "
        "may be nothing for a long time, or the next request.",
    ),
    question="Where does a form's content end, on a connection that stays open?",
)
def reads_form(bench):
    name = f"Zoë {bench.random.randrange(1000)}"
    form = f"name={quote(name)}"
    told = must_be_well(knock(bench, form, REQUEST_METHOD="POST"))
    must_greet(*parts(told), name)
    # And now really: the browser waits for an answer, and says nothing more.
    server = bench.shared("application.py", named=8080)
    wire = server.connect()
    kind = "Content-Type: application/x-www-form-urlencoded"
    length = f"Content-Length: {len(form)}"
    wire.send(request("/", "POST", kind, length) + form.encode())
    answer = read_answer(wire)
    must_greet(answer.status, answer.field, answer.body, name, wire)


@step(
    "A form without content is no reason to fail",
    clause=pep(
        3333,
        "environ Variables",
        "CONTENT_TYPE, CONTENT_LENGTH, QUERY_STRING and PATH_INFO may be empty or missing.",
    ),
    question="What is int('')? And environ['CONTENT_LENGTH'] when there is none?",
)
def keys_are_missing(bench):
    for told in knocks(
        bench,
        {"REQUEST_METHOD": "POST"},
        {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": ""},
        {"QUERY_STRING": None},
    ):
        must_greet(*parts(must_be_well(told)), "world")


@step(
    "What the server handed over can be read",
    clause=pep(
        3333,
        "environ Variables",
        "REQUEST_METHOD, SCRIPT_NAME, PATH_INFO, QUERY_STRING, HTTP_… for each field, and "
        "wsgi.version, wsgi.input and others.",
    ),
    question="What type has environ, and how do you list what is in it?",
)
def shows_environ(bench):
    word = f"check-{bench.random.randrange(10**9)}"
    ours = request(f"/environ?{word}", "GET", f"X-Learner: {word}-2")
    answer = ask(bench.shared("application.py", named=8080), ours)
    text = answer.body.decode("utf-8", "replace")
    for key, value in [
        ("QUERY_STRING", word),
        ("HTTP_X_LEARNER", f"{word}-2"),
        ("PATH_INFO", "/environ"),
        ("wsgi.url_scheme", "http"),
    ]:
        bench.expect(
            re.search(rf"(?m)^.*{re.escape(key)}.*{re.escape(value)}", text),
            f"A line has {key} and its value, {value}.",
            got=f"{answer.status}, and no such line.",
            wire=answer.wire,
        )


@step(
    "Another server can call the same application",
    clause=pep(
        3333,
        "Rationale and Goals",
        "Any application under any server: that is what WSGI is for.",
    ),
    question="What happens when your file is imported, and what only when it is run?",
)
def under_waitress(bench):
    bench.lay(SERVERS.name, SERVERS.read_bytes())
    server = bench.serve("servers.py", "waitress", "application:application")
    answer = ask(server, request("/?name=waitress", "GET", "Connection: close"))
    must_greet(answer.status, answer.field, answer.body, "waitress", answer.wire)


# The middleware


@step(
    "The foot stands below a page",
    clause=pep(
        3333,
        "Middleware: Components that Play Both Sides",
        "A middleware is an application to the server and a server to the application: "
        "it must keep the rules of both.",
    ),
    question="What of the inner application's answer do you have when you have called it?",
)
def foot(bench):
    names = ["page without length", "page", "page in capitals", "error page"]
    tolds = wraps(bench, *((name, {}) for name in names))
    for name, told in zip(names, tolds, strict=True):
        must_be_well(told)
        must_have(bench, told, f"<h1>Grüße</h1><p>and more</p>\n{FOOT}", name)


@step(
    "Content-Length is right again",
    clause=pep(
        3333,
        "Handling the Content-Length Header",
        "A server sends no more than Content-Length says: what is beyond it is lost.",
    ),
    question="Who wrote Content-Length, and when was that true?",
)
def length_grows(bench):
    for told in wraps(bench, ("page", {}), ("page in capitals", {})):
        given = field_of(must_be_well(told), "Content-Length")
        bench.expect(
            given in {None, str(len(told["content"]))},
            f"Content-Length is {len(told['content'])}, or is left out.",
            got=f"Content-Length: {given}.",
        )


@step(
    "What is no page, or has no content, stays as it is",
    clause=rfc(
        9110,
        "8.3",
        "Content-Type says what the bytes are. A line of HTML below a picture, or below an "
        "answer without content, makes nonsense of both.",
    ),
    question="When do you know what the application is going to send?",
)
def others_untouched(bench):
    cases = {
        "text": b"plain",
        "picture": b"\x89PNG",
        "not modified": b"",
        "page": b"",
    }
    asked = [(n, {"REQUEST_METHOD": "HEAD"} if n == "page" else {}) for n in cases]
    for (name, content), told in zip(cases.items(), wraps(bench, *asked), strict=True):
        bench.expect(
            must_be_well(told)["content"] == content,
            f"The content of an answer in the style of {name!r}, asked with "
            f"{told['asked']}, is {short(content)}.",
            got=f"It is {short(told['content'])}",
        )
        bench.expect(
            name != "text" or field_of(told, "Content-Length") in {"5", None},
            "Content-Length of a text of 5 bytes is 5.",
            got=f"Content-Length: {field_of(told, 'Content-Length')}.",
        )


@step(
    "An application that begins late has its foot too",
    clause=pep(
        3333,
        "The Application/Framework Side",
        "start_response must be called before the first piece comes, not before the "
        "application returns. A generator has not begun when it returns.",
    ),
    question="What of a generator function has run when you have called it?",
)
def begins_late(bench):
    told = must_be_well(wrap(bench, "generator"))
    must_have(bench, told, f"one, two, three\n{FOOT}", "generator")


@step(
    "Each piece goes on before the next is asked for",
    clause=pep(
        3333,
        "Middleware Handling of Block Boundaries",
        "A middleware must not wait for several pieces of the application before it "
        "yields one: the first may be wanted long before the last.",
    ),
    question="When your code sees the second piece, where is the first?",
)
def piece_by_piece(bench):
    told = must_be_well(wrap(bench, "generator"))
    events = [e for e in told["events"] if e in {"inside: gives a piece", "a piece"}]
    alternating = ["inside: gives a piece", "a piece"] * 3
    bench.expect(
        events[:6] == alternating,
        "The application gives a piece, the server gets it; three times.",
        got=", ".join(events) + ".",
    )


@step(
    "close() of the content is called, whatever happens",
    clause=pep(
        3333,
        "Specification Details",
        "If the content has a close(), the server must call it at the end of the request, "
        "whether that ended well or not. A middleware is the application's server.",
    ),
    question="Which object does the server see, and which one has the close()?",
)
def closes(bench):
    cases = {
        "at the end": ("with close", {}),
        "when the browser leaves after the first piece": ("with close", {"most": 1}),
        "when the application fails half-way": ("broken", {}),
        "when the server asks for no piece at all": ("with close", {"most": 0}),
    }
    for when, told in zip(cases, wraps(bench, *cases.values()), strict=True):
        bench.expect(
            "inside: closed" in told["events"],
            f"close() is called {when}.",
            got=f"It is not. What happened: {', '.join(told['events'])}.",
        )


@step(
    "A second head, with exc_info, is handed on",
    clause=pep(
        3333,
        "The start_response() Callable",
        "With exc_info a head may replace one that has not been sent. Whether it has been "
        "is known to the server only: a middleware passes exc_info on.",
    ),
    question="How many arguments may start_response be called with, and by whom?",
)
def second_head(bench):
    told = must_be_well(wrap(bench, "second head"))
    heads = [(status, has_info) for status, _, has_info in told["heads"]]
    bench.expect(
        heads[-1] == ("500 Our Mistake", True),
        "The server's start_response is called with '500 Our Mistake' and exc_info.",
        got=f"It is called with: {heads}.",
    )
    bench.expect(
        told["content"] == b"sorry\n",
        "As the second head says text/plain, there is no foot.",
        got=f"The content is {short(told['content'])}",
    )


@step(
    "write() works through the middleware",
    clause=pep(
        3333,
        "The write() Callable",
        "start_response returns a callable for old applications that push their content "
        "out. It comes before what they return.",
    ),
    question="What does your start_response return?",
)
def by_write(bench):
    told = must_be_well(wrap(bench, "by write"))
    must_have(bench, told, f"written, returned\n{FOOT}", "by write")


# The prediction


@step(
    "The prediction is what happens",
    clause=BYTES,
    question="When does this server send the head: before or after it has seen that the "
    "first piece is no bytes?",
)
def prediction(bench):
    predicted = read_predictions(bench)
    for name in "servers.py", "text_body.py":
        bench.lay(name, SERVERS.with_name(name).read_bytes())
    ended = bench.run("text_body.py", "--short")
    found = dict(line.split() for line in ended.output.decode().splitlines())
    bench.expect(found, "The servers can be started.", got=ended.how_it_ended())
    # What it printed would tell the outcomes of all the others too.
    bench.programs.clear()
    for name, outcome in found.items():
        bench.expect(
            predicted.get(name) == outcome,
            f"{name}: {outcome}",
            got=f"predictions.txt says {predicted.get(name)!r} of {name}. See the "
            "bytes: run text_body.py.",
        )


def read_predictions(bench):
    path = bench.folder / "predictions.txt"
    text = path.read_text("utf-8", "replace") if path.exists() else ""
    predicted = dict(re.findall(r"(?m)^\s*(\w+)\s*:[ \t]*(\S+)", text))
    if not predicted or "?" in predicted.values():
        raise Refused(
            "predictions.txt has a word for each server. A guess is welcome: it is what "
            "makes the answer worth knowing.",
            got="There is none." if not predicted else "A question mark stands there.",
        )
    return {name: word.lower() for name, word in predicted.items()}


# What several steps ask


def knock(bench, body="", **environ):
    """Call the learner's application, watched by the standard library's validator."""
    return knocked(bench, "application", [(body, environ)])[0]


def knocks(bench, *environs):
    return knocked(bench, "application", [("", environ) for environ in environs])


def wraps(bench, *tasks):
    """Call applications of the check's within the learner's middleware."""
    return knocked(bench, "middleware", tasks)


def wrap(bench, name):
    return wraps(bench, (name, {}))[0]


def knocked(bench, part, tasks):
    bench.lay("knock.py", KNOCK.read_bytes())
    report = bench.folder / "knock.json"
    report.unlink(missing_ok=True)
    ended = bench.run("knock.py", part, json.dumps(tasks))
    if not report.exists():
        raise Refused(
            f"{part}.py can be imported, and called as a server would call it.",
            got=ended.how_it_ended(),
        )
    tolds = json.loads(report.read_text())
    for (_, environ), told in zip(tasks, tolds, strict=True):
        asked = {"REQUEST_METHOD": "GET", "PATH_INFO": "/"} | environ
        told["asked"] = " ".join(f"{key}={value!r}" for key, value in asked.items())
        told["content"] = "".join(told["pieces"]).encode("latin-1")
    return tolds


def must_be_well(told):
    """Refuse what the validator, or an exception, has refused."""
    if told["error"]:
        raise Refused(
            f"A call with {told['asked']} goes well, under wsgiref.validate.",
            got=f"{told['error']}.".replace("..", "."),
        )
    if not told["heads"]:
        raise Refused("start_response is called.", got="It is not.")
    return told


def field_of(told, name):
    """Give the value of a field of the last head."""
    values = [
        value for key, value in told["heads"][-1][1] if key.lower() == name.lower()
    ]
    return values[0] if values else None


def parts(told):
    status, _, _ = told["heads"][-1]
    return int(status[:3]), lambda name: field_of(told, name), told["content"]


def must_say(told, status, what):
    if not told["heads"][-1][0].startswith(status):
        raise Refused(
            f"{what} is answered by {status}.", got=f"By {told['heads'][-1][0]}."
        )


def must_greet(status, field, body, name, wire=None):
    kind = (field("Content-Type") or "").lower().replace('"', "")
    for is_so, expected, got in [
        (status == 200, "200 OK.", f"{status}."),
        (
            re.match(r"text/html *; *charset=utf-8", kind),
            "Content-Type: text/html; charset=utf-8",
            f"Content-Type: {field('Content-Type')}",
        ),
        (
            f"Hello, {name}!".encode() in body,
            f"Hello, {name}! stands in the page.",
            f"The page is {short(body, 200)}",
        ),
    ]:
        if not is_so:
            raise Refused(expected, got=got, wire=wire)


def must_have(bench, told, content, name):
    bench.expect(
        told["content"] == content.encode(),
        f"From an application in the style of {name!r} comes {short(content.encode(), 200)}",
        got=f"{short(told['content'], 200)}",
    )
