"""What lab 12 asks at last of the five: other servers, and another place on a site."""

from pathlib import Path

from apps.labs import programs
from apps.labs.checking import pep, step

from .check_visitor import person, visitors

LABS = Path(__file__).parent.parent
# All five are moved down by one word of the address.
ELSEWHERE = """
from wsgiref.util import shift_path_info

import serve


def application(environ, start_response):
    shift_path_info(environ)
    return serve.application(environ, start_response)
"""


@step(
    "Other servers run the same five, elsewhere on a site",
    clause=pep(
        3333,
        "environ Variables",
        "SCRIPT_NAME is the part of the address that is not the application's matter: it "
        "may be anything, and addresses that the application gives out must heed it.",
    ),
    question="Which of your programs knows an address that it should have asked for?",
)
def other_servers(bench):
    mount = f"books-{bench.random.randrange(1000)}"
    # Both begin to import while the first is asked.
    for server in list(some_servers(bench)):
        for visitor in visitors(bench, server):
            visitor.path = f"/{mount}{visitor.path}"
            name = person(bench)
            answer = visitor.sign(name, "elsewhere")
            visitor.must(
                visitor.goes_to(answer) == visitor.path,
                f"Location leads back to the page, {visitor.path}.",
                answer,
                got=f"The answer is {answer.status}, and leads to "
                f"{visitor.goes_to(answer)}.",
            )
            page = visitor.get()
            visitor.must(
                any(who == name for who, _ in visitor.entries(page)),
                f"The entry of {name} stands on the page.",
                page,
            )


def some_servers(bench):
    """Start the server of lab 09 and one more, by chance, with the learner's serve.py."""
    given = [LABS / "08_wsgi" / "servers.py"]
    given += [
        LABS / "09_wsgi_server" / name
        for name in ("server.py", "gateway.py", "request.py")
    ]
    for path in given:
        bench.lay(path.name, path.read_bytes())
    bench.lay("elsewhere.py", ELSEWHERE.encode())
    yield bench.serve("server.py", "elsewhere:application")
    # Not tornado: 6.6 takes offence at the cookie of Django's form, whose value begins
    # with a space, and then says nothing at all. The learner can do nothing about it.
    others = ["waitress", "cheroot", "gunicorn", "werkzeug"]
    # It is compiled, and need not be there.
    others += ["uwsgi"] if programs.find("uwsgi") else []
    name = bench.random.choice(others)
    yield bench.serve("servers.py", name, "elsewhere:application")
