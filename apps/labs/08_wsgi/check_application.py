"""The application."""

import re
from urllib.parse import quote

from apps.labs.checking import document, pep, rfc, short, step
from apps.labs.judge import ask, read_answer, request

from .check_asks import (
    SERVERS,
    field_of,
    knock,
    knocks,
    must_be_well,
    must_greet,
    must_say,
    parts,
)


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
    clause=document(
        "OWASP Cheat Sheet: Cross Site Scripting Prevention",
        "Output Encoding for HTML Contexts",
        "Write &lt; for < and &amp; for &, or what somebody has put into a link is run by "
        "the browser of whoever follows it.",
        "https://cheatsheetseries.owasp.org/cheatsheets/"
        "Cross_Site_Scripting_Prevention_Cheat_Sheet.html",
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
            f"For {told['asked']} the page has &lt;script&gt;, or nothing of it.",
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
