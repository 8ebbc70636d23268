"""What lab 12 asks of roles.txt: its key, with the question that leads on from a wrong letter."""

import re

from apps.labs.checking import step

from .check_guestbook import DJANGO_FAQ

ROLES = {
    ("votes.py", "Poll"): ("M", "Would the votes still be counted if nobody looked?"),
    ("votes.py", "Bars"): (
        "V",
        "If bars were to be drawn with stars, what would have to change, and what not?",
    ),
    ("votes.py", "Controller"): (
        "C",
        "Which of the three knows what a person typed, and shows nothing?",
    ),
    ("guestbook.py", "add"): (
        "M",
        "Where does it stand that a name has at most 40 letters, for all programs?",
    ),
    ("page.py", "page"): (
        "T",
        "Which piece would a designer change who knows nothing of the database?",
    ),
    ("by_cgi.py", "form"): (
        "F",
        "Which line of by_flask.py does what this function does, and who wrote it there?",
    ),
    ("by_wsgi.py", "application"): (
        "F",
        "Which part of Flask does what these ifs do: who answers GET, and who POST?",
    ),
    ("by_wsgi.py", "show"): (
        "V",
        "Which data are on the page: where in by_wsgi.py is that decided?",
    ),
    ("by_flask.py", '@application.post("/")'): (
        "F",
        "Does this line say what the answer is, or who is asked for it?",
    ),
    ("by_flask.py", "sign"): (
        "V",
        "Who answers this one request, by asking the model and choosing what is shown?",
    ),
    ("by_mini.py", "Book"): (
        "V",
        "What of by_flask.py has become the two methods of this class?",
    ),
    ("by_django.py", "Entry"): (
        "M",
        "Which file of the other four programs says what this class says?",
    ),
    ("by_django.py", "book"): (
        "V",
        "Django says: a view describes which data is presented. Which piece is that?",
    ),
    ("by_django.py", "urlpatterns"): (
        "F",
        "Which line of by_flask.py says the same as this list?",
    ),
    ("templates", "page_django.html"): (
        "T",
        "If the page were to look different, with the same data: what changes?",
    ),
    ("serve.py", "make_server"): (
        "S",
        "Who listens, and calls the application when a request has come?",
    ),
}


@step(
    "The roles are found",
    clause=DJANGO_FAQ,
    question="What would have to change for this piece to change?",
)
def roles(bench):
    path = bench.folder / "roles.txt"
    text = path.read_text("utf-8", "replace") if path.exists() else ""
    found = {
        (file, piece.strip()): mark.upper()
        for file, piece, mark in re.findall(
            r"(?m)^(\S+)[ \t]+(\S.*?)[ \t]+(\S)[ \t]*$", text
        )
    }
    for (file, piece), (letter, question) in ROLES.items():
        mark = found.get((file, piece))
        bench.expect(
            mark and mark != "?",
            f"roles.txt has a letter for {piece} of {file}.",
            got="There is none." if not mark else "A question mark stands there.",
        )
        bench.expect(
            mark == letter,
            f"Another role than {mark} for {piece} of {file}, by the meanings at the "
            "top of roles.txt.",
            got=f"roles.txt says {mark}.",
            question=question,
        )
