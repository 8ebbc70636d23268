"""Layers, error pages, and a server made for work."""

import re

from apps.labs.checking import document, pep, step
from apps.labs.judge import read_answer, request
from apps.labs.sites import Site, serve

from . import check_sites as sites
from .check_asks import (
    CONVERTED,
    INSIDE,
    MIDDLEWARE,
    OURS,
    SERVER_ERROR,
    must_be,
    must_have,
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
    # The last added is the outermost, so that the inner one is made first.
    made = site.ask("/made")
    bench.expect(
        made.text.strip() == "inner outer",
        "Each layer is called once, whatever is asked: /made tells 'inner outer'.",
        got=f"It tells {made.text!r:.200}",
        wire=made.wire,
        clause=OURS,
        question="What is called once for a site, and what once for a request?",
    )


@step(
    "A layer sees every response, error pages too",
    clause=CONVERTED,
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
    clause=CONVERTED,
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
