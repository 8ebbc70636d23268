"""What lab 11 asks of a framework: objects, templates, files, layers and error pages.

Each step writes a small site (check_sites.py) and asks it as a browser would.
"""

import html
import re

from apps.labs.checking import document, pep, rfc, step
from apps.labs.judge import read_answer, request
from apps.labs.sites import Site, serve

from . import check_sites as sites

OURS = document(
    "Lab 11",
    "framework.py",
    "The text at the top of the file says what an App promises to those who write sites.",
)
JINJA = "https://jinja.palletsprojects.com/en/stable/"
ESCAPING = document(
    "HTML Standard",
    "13.1.2",
    "In text < and & begin something that is no text. To mean themselves they are written "
    "&lt; and &amp;; within quotation marks these too, as &#34; or &quot;.",
    "https://html.spec.whatwg.org/multipage/syntax.html",
)
INSIDE = rfc(
    9110,
    "17.3",
    "Whoever maps addresses to files must see to it that no address leads out of the "
    "folder: by .., by a slash that comes encoded, by a name that begins alike.",
)
MIDDLEWARE = pep(
    3333,
    "Middleware: Components that Play Both Sides",
    "A layer is an application to the server and a server to the application. So layers "
    "can be stacked, and each sees the request going in and the response going out.",
)
SERVER_ERROR = rfc(
    9110,
    "15.6.1",
    "500: the server met something unexpected. The answer should explain the situation, "
    "in words for a person.",
)


@step(
    "What lab 10 asked is still so",
    clause=OURS,
    question="Does your lab 10 still pass, with this framework.py?",
)
def as_before(bench):
    site = serve(bench, sites.AS_BEFORE, named=8011)
    answer = site.ask("/hello/Zo%C3%AB")
    must_be(bench, answer, 200, "Hello, Zoë!")
    must_have(bench, answer, "Content-Type", "text/plain; charset=utf-8")
    must_be(bench, site.ask("/no-such-page"), 404)
    answer = site.ask("/lamp", "POST")
    must_be(bench, answer, 405)
    bench.expect("GET" in (answer.field("Allow") or ""), "Allow names GET.")
    must_be(bench, site.ask("/lamp", "HEAD"), 200, "")
    must_be(bench, site.ask("/forgot"), 500)
    bench.expect(
        site.logs("forgetful.*None", bench.patience),
        "The log says in a line that forgetful returned None.",
        got="There is no such line.",
    )
    for target in "/hello/%FF", "/hello/ada?x=%FF":
        answer = site.ask(target)
        bench.expect(
            answer.status < 500,
            "An address that is no UTF-8 is not the server's mistake: 400, for example.",
            got=f"The status is {answer.status}.",
            clause=rfc(9110, "15.5.1", "400: the mistake is the client's."),
        )


@step(
    "A template is filled and sent as HTML",
    clause=document(
        "Jinja",
        "Template Inheritance",
        "A template that extends another fills its blocks. The environment's loader knows "
        "where the other one is.",
        JINJA + "templates/#template-inheritance",
    ),
    question="Who finds frame.html: the text of a template, or the environment it is in?",
)
def template(bench):
    site = serve(bench, sites.TEMPLATES, sites.TEMPLATE_FILES)
    answer = site.ask("/books/ada")
    must_be(bench, answer, 200)
    must_have(bench, answer, "Content-Type", "text/html; charset=utf-8")
    for words in ["<title>Books of ada</title>", '<ul class="ada">', "<li>Grüße</li>"]:
        bench.expect(
            words in answer.text,
            f"The page has {words}",
            got=f"It is {answer.text!r:.300}",
        )


@step(
    "What a template puts in stays text, whatever it is",
    clause=ESCAPING,
    question="Who turns < into &lt;: the handler, the template or the environment?",
)
def escaping(bench):
    site = serve(bench, sites.TEMPLATES, sites.TEMPLATE_FILES)
    evil = """<script>alert(1)<script>" onclick='x' &lt;"""
    quoted = "".join(f"%{byte:02X}" for byte in evil.encode())
    answer = site.ask(f"/books/{quoted}")
    must_be(bench, answer, 200)
    for before, after in ("<title>Books of ", "</title>"), ('<ul class="', '">'):
        match = re.search(f"{before}(.*?){after}", answer.text, re.S)
        text = match[1] if match else ""
        bench.expect(
            html.unescape(text) == evil and not re.search("[<>\"']", text),
            f"Between {before} and {after} stands the text {evil}\nas HTML writes text: "
            "< as &lt; and so on, once.",
            got=f"There stands {text!r}",
        )
    bench.expect(
        "<li>Tao &amp; Co</li>" in answer.text,
        "The title Tao & Co is written <li>Tao &amp; Co</li>.",
        got=f"It is {answer.text!r:.300}",
    )


@step(
    "A mistake in a template is 500, and no half a page",
    clause=SERVER_ERROR,
    question="When is the status sent: before the template is filled, or after?",
)
def template_mistake(bench):
    site = serve(bench, sites.TEMPLATES, sites.TEMPLATE_FILES)
    for target in "/late", "/none":
        answer = site.ask(target)
        must_be(bench, answer, 500)
        bench.expect(
            "first line" not in answer.text,
            "Nothing of a page that could not be finished is sent.",
            got=f"It is {answer.text!r:.300}",
        )


@step(
    "Files below /static/ are served as they are",
    clause=rfc(
        9110,
        "8.3",
        "Content-Type says what the bytes are. A style sheet that is sent as anything else "
        "than text/css is not used by browsers.",
    ),
    question="What happens to an address below /static/ before your routes see it?",
)
def static_files(bench):
    site = serve(bench, sites.STATIC, sites.STATIC_FILES)
    for name, kind in ("style.css", "text/css"), ("img/dot.png", "image/png"):
        content = sites.STATIC_FILES[f"checked_static/{name}"]
        content = content.encode() if isinstance(content, str) else content
        answer = site.ask(f"/static/{name}")
        must_be(bench, answer, 200)
        bench.expect(
            (answer.field("Content-Type") or "").startswith(kind),
            f"Its Content-Type is {kind}.",
            got=f"Content-Type: {answer.field('Content-Type')}",
        )
        bench.expect(
            answer.body == content,
            f"The {len(content)} bytes of the file come.",
            got=f"{len(answer.body)} bytes came.",
        )
        must_be(bench, site.ask(f"/static/{name}", "HEAD"), 200, "")
    must_be(bench, site.ask("/page"), 200, "page")
    for target in ["/static/none.css", "/static/", "/static/img", "/style.css"]:
        must_be(bench, site.ask(target), 404)


@step(
    "No address leads out of the folder of static files",
    clause=INSIDE,
    question="Is the path compared before .. and %2e are resolved, or after?",
)
def static_inside(bench):
    site = serve(bench, sites.STATIC, sites.STATIC_FILES)
    secret = "checked_static_private/keys.txt"
    here = str(site.server.folder).strip("/")
    ways = [
        f"../{secret}",
        f"%2e%2e/{secret}",
        f"..%2f{secret}",
        f"img/../../{secret}",
        f"../checked_static{secret.removeprefix('checked_static')}",
        f"/{here}/{secret}",
        f"%2f{here}/{secret}",
        f"....//{secret}",
        f"..%5c{secret}",
        "../framework.py",
        "%00",
        f"img%00/../../{secret}",
    ]
    for way in ways:
        answer = site.ask(f"/static/{way}")
        bench.expect(
            400 <= answer.status < 500,
            f"/static/{way} is not found: 404, or 400 or 403.",
            got=f"The status is {answer.status}, the content {answer.body!r:.60}",
        )
        bench.expect(
            b"4711" not in answer.body and b"def " not in answer.body,
            "Nothing outside the folder is sent.",
            got=f"{answer.body!r:.60}",
        )


@step(
    "A request gives its fields, its cookies and its form",
    clause=document(
        "WebOb",
        "Request",
        "GET and POST are the fields of query and form, of which one may come several "
        "times (getall); headers have names without case; cookies and body are there too.",
        "https://docs.pylonsproject.org/projects/webob/en/stable/reference.html",
    ),
    question="Which entries of environ hold the cookies, and how long is the body?",
)
def request_object(bench):
    site = serve(bench, sites.OBJECTS)
    fields = "X-WORD: word", "Cookie: theme=dark; name=ada"
    answer = site.ask("/seen?tag=b&x=1&tag=a+c", "GET", *fields)
    must_be(bench, answer, 200, "b+a c word ada")
    form = "Content-Type: application/x-www-form-urlencoded"
    answer = site.ask("/sent", "POST", form, body=b"what=a%26b+c&name=Zo%C3%AB")
    must_be(bench, answer, 200, "Zoë likes a&b c")
    data = bench.random.randbytes(100_000)
    # The body ends where Content-Length says: who reads on waits for ever.
    must_be(bench, site.ask("/bytes", "PUT", body=data), 200, "100000")


@step(
    "A response takes a status, fields and several cookies",
    clause=rfc(
        6265,
        "3",
        "A server sets a cookie with a field Set-Cookie; for two cookies it sends two of "
        "them, which cannot be joined by a comma as others can.",
    ),
    question="Can a dictionary of fields hold two of one name?",
)
def response_object(bench):
    answer = serve(bench, sites.OBJECTS).ask("/given")
    must_be(bench, answer, 201, "given")
    must_have(bench, answer, "X-Word", "word")
    cookies = [value for name, value in answer.fields if name.lower() == "set-cookie"]
    expected = (
        "There are two fields Set-Cookie: name=ada, with HttpOnly, and theme=dark."
    )
    found = {cookie.partition(";")[0]: cookie.lower() for cookie in cookies}
    bench.expect(
        found.keys() == {"name=ada", "theme=dark"}
        and "httponly" in found["name=ada"]
        and "httponly" not in found["theme=dark"],
        expected,
        got=f"{cookies}",
    )


@step(
    "Layers lie around each other like those of an onion",
    clause=MIDDLEWARE,
    question="Which layer is asked first, and so answers last?",
)
def onion(bench):
    site = serve(bench, sites.LAYERS)
    for _ in range(2):
        answer = site.ask("/page")
        must_be(bench, answer, 200, "page")
        order = "into outer, into inner, handler, out of inner, out of outer"
        must_have(bench, answer, "X-Order", order)
    # The last added is the outermost, so that the inner one is made first. Each once.
    must_be(bench, site.ask("/made"), 200, "inner outer")


@step(
    "A layer sees every response, error pages too",
    clause=MIDDLEWARE,
    question="Where is an exception caught: around all layers, or inside of them?",
)
def layers_and_errors(bench):
    site = serve(bench, sites.LAYERS)
    order = "into outer, into inner, out of inner, out of outer"
    for target, status in ("/nowhere", 404), ("/boom", 500):
        answer = site.ask(target)
        must_be(bench, answer, status)
        must_have(bench, answer, "X-Order", order)


@step(
    "A layer may answer by itself, and break without harm to those outside",
    clause=MIDDLEWARE,
    question="What does the outer layer get when the inner one raises an exception?",
)
def layer_answers(bench):
    site = serve(bench, sites.GUARD)
    must_be(bench, site.ask("/office", "GET", "X-Key: 1"), 200, "the office")
    answer = site.ask("/office")
    must_be(bench, answer, 403, "Who are you?")
    must_have(bench, answer, "X-Length", "12")
    answer = site.ask("/office", "GET", "X-Break: 1")
    must_be(bench, answer, 500)
    bench.expect(
        answer.field("X-Length"),
        "The outer layer has seen a response, and given it a field X-Length.",
        got="There is no such field.",
    )


@step(
    "The site's own page for 500 says sorry, and nothing of the inside",
    clause=SERVER_ERROR,
    question="What may a person read of an error, and what only the log?",
)
def error_pages(bench):
    site = serve(bench, sites.ERRORS, sites.ERROR_FILES)
    secret = f"{bench.random.randrange(10**9)}"
    answer = site.ask(f"/boom/{secret}")
    must_be(bench, answer, 500, "<h1>Sorry</h1>")
    must_have(bench, answer, "Content-Type", "text/html; charset=utf-8")
    bench.expect(
        site.logs(f"(?s)Traceback.*password is {secret}", bench.patience),
        "The log has the traceback.",
        got="It is not there.",
    )
    answer = site.ask("/books/%3Cb%3E")
    must_be(bench, answer, 404, "<h1>Lost</h1><p>There is no book &lt;b&gt;</p>")


@step(
    "Two requests at once know nothing of each other",
    clause=pep(
        3333,
        "Thread Support",
        "With wsgi.multithread the application may be called by several threads at once.",
    ),
    question="What of your App changes with each request, and who else reads it?",
)
def two_at_once(bench):
    site = serve(bench, sites.TWO_AT_ONCE)
    wires = {method: site.server.connect() for method in ("GET", "POST")}
    for method, wire in wires.items():
        wire.note(f"At the same time, to one site:\n\n{sites.TWO_AT_ONCE}")
        lines = ["Connection: close", *(["Content-Length: 0"] * (method == "POST"))]
        wire.send(request(f"/meet/{method.lower()}", method, *lines, host=site.host))
    for method, wire in wires.items():
        answer = read_answer(wire)
        name = method.lower()
        must_be(bench, answer, 200, f"{name} {method} /meet/{name}")
        must_have(bench, answer, "X-Method", method)


@step(
    "gunicorn serves app.py, its style sheet and its error page",
    clause=document(
        "Gunicorn",
        "Running Gunicorn",
        "gunicorn MODULE:NAME imports the module and calls what has that name there.",
        "https://docs.gunicorn.org/en/stable/run.html",
    ),
    question="Which name in app.py does a server call, and where are your templates?",
)
def gunicorn(bench):
    runner = (
        "import os, sys\n"
        "bind = ['--bind', f'127.0.0.1:{sys.argv[1]}', '--no-control-socket']\n"
        "python = [sys.executable, '-m', 'gunicorn', *bind, 'app:app']\n"
        "os.execv(sys.executable, python)\n"
    )
    (bench.folder / "checked_gunicorn.py").write_text(runner)
    site = Site(bench.serve("checked_gunicorn.py"))
    answer = site.ask("/")
    must_be(bench, answer, 200)
    must_have(bench, answer, "Content-Type", "text/html; charset=utf-8")
    for target in re.findall(r'href="(/static/[^"]*)"', answer.text):
        must_be(bench, site.ask(target), 200)
    answer = site.ask("/hello/%3Cem%3EZo%C3%AB")
    must_be(bench, answer, 200)
    bench.expect(
        "&lt;em&gt;Zoë" in answer.text and "<em>Z" not in answer.text,
        "/hello/{name} says hello to <em>Zoë, as text.",
        got=f"It is {answer.text!r:.300}",
    )
    must_be(bench, site.ask("/boom"), 500)
    answer = site.ask("/static/../app.py")
    bench.expect(
        400 <= answer.status < 500,
        "app.py itself is not served: 404.",
        got=f"The status is {answer.status}.",
        clause=INSIDE,
    )


# What several steps ask


def must_be(bench, answer, status, text=None):
    """Refuse another status than this, or another text."""
    bench.expect(
        answer.status == status,
        f"The status is {status}.",
        got=f"It is {answer.status}.",
        wire=answer.wire,
    )
    bench.expect(
        text is None or answer.text.strip() == text,
        f"The content is {text!r}.",
        got=f"It is {answer.text!r:.200}",
        wire=answer.wire,
    )


def must_have(bench, answer, name, wanted):
    """Refuse unless a field has this value, be it written with other spaces or case."""
    value = answer.field(name)
    bench.expect(
        value is not None and bare(value) == bare(wanted),
        f"There is a field {name}: {wanted}",
        got="There is no such field." if value is None else f"{name}: {value}",
        wire=answer.wire,
    )


def bare(value):
    return re.sub('[ "]', "", value).lower()
