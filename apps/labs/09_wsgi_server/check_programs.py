"""Other people's programs: Flask, and this site."""

import sys

from apps.labs import programs
from apps.labs.checking import pep, step
from apps.labs.judge import request
from apps.labs.ladder import ROOT

from .check_asks import HERE, ask_closing, must_be, must_say, told


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
