"""What lab 12 asks: of Smalltalk's MVC, of one guestbook written five ways, and of you."""

import re
import secrets
from pathlib import Path

from apps.labs import programs
from apps.labs.checking import Refused, document, pep, rfc, step

from .check_roles import ROLES
from .check_visitor import WAYS, Visitor

HERE = Path(__file__).parent
STRANGER = HERE / "check_stranger.py"
# All five are moved down by one word of the address.
ELSEWHERE = """
from wsgiref.util import shift_path_info

import serve


def application(environ, start_response):
    shift_path_info(environ)
    return serve.application(environ, start_response)
"""
SMALLTALK = document(
    "Krasner and Pope, A Cookbook for Using the MVC Paradigm in Smalltalk-80 (1988)",
    "Views",
    "A model keeps a list of its dependents and tells each that it has changed. It knows "
    "nothing else of them; each asks the model for what it shows.",
)
OURS = document(
    "Lab 12", "votes.py", "The text at its top says what is shown, and when."
)
DJANGO_FAQ = document(
    "Django",
    "FAQ: General",
    "A view says which data you see, a template how you see it; and the names are "
    "debatable.",
    "https://docs.djangoproject.com/en/5.2/faq/general/",
)


# Smalltalk's model, views and controller


BELOW = pep(
    3333,
    "environ Variables",
    "SCRIPT_NAME is the part of the address that led to the application, PATH_INFO the rest: "
    "the same program may live anywhere on a site.",
)


@step(
    "The open view shows each change of the model",
    clause=SMALLTALK,
    question="Who calls update, and how does it know whom to call?",
)
def view_is_told(bench):
    first, second = bench.random.sample(["juice", "milk", "soup", "broth"], 2)
    shown(
        bench,
        [first, second],
        ("", f"table: {first} 0, {second} 0"),
        (first, f"table: {first} 1, {second} 0"),
        (first, f"table: {first} 2, {second} 0"),
        (second, f"table: {first} 2, {second} 1"),
        (f"-{first}", f"table: {first} 1, {second} 1"),
    )


@step(
    "Several views show the same model, each in its own way",
    clause=SMALLTALK,
    question="How many lines of Poll have to change for a fourth kind of view?",
)
def several_views(bench):
    shown(
        bench,
        ["tea", "coffee"],
        ("", "table: tea 0, coffee 0"),
        ("open leader", "leader: nobody"),
        ("open bars", "bars: tea, coffee"),
        ("tea", "table: tea 1, coffee 0", "leader: tea", "bars: tea #, coffee"),
        (
            "coffee",
            "table: tea 1, coffee 1",
            "leader: tea and coffee",
            "bars: tea #, coffee #",
        ),
        ("-tea", "table: tea 0, coffee 1", "leader: coffee", "bars: tea, coffee #"),
    )


@step(
    "A view that is closed is left in peace",
    clause=SMALLTALK,
    question="What does the model still know of a view that nobody sees any more?",
)
def closed_view(bench):
    shown(
        bench,
        ["tea", "coffee"],
        ("", "table: tea 0, coffee 0"),
        ("open bars", "bars: tea, coffee"),
        ("close table",),
        ("tea", "bars: tea #, coffee"),
        ("open table", "table: tea 1, coffee 0"),
        ("close bars",),
        ("tea", "table: tea 2, coffee 0"),
        ("close table",),
        ("tea",),
        ("open table", "table: tea 3, coffee 0"),
    )


@step(
    "What is refused changes nothing, and nothing is shown",
    clause=OURS,
    question="Does the model say that it has changed before it knows that it will?",
)
def refused_vote(bench):
    shown(
        bench,
        ["tea", "coffee"],
        ("", "table: tea 0, coffee 0"),
        ("milk", "error: "),
        ("-tea", "error: "),
        ("-milk", "error: "),
        ("tea", "table: tea 1, coffee 0"),
    )


@step(
    "The model tells whoever asked to be told, whatever that is",
    clause=SMALLTALK,
    question="What may a view do while it is told: ask the model, open a view, go away?",
)
def stranger(bench):
    bench.lay("stranger.py", STRANGER.read_bytes())
    ended = bench.run("stranger.py")
    for line in ended.output.decode("utf-8", "replace").splitlines():
        mark, _, words = line.partition(" ")
        if mark == "expected":
            expected, _, got = words.partition(" | ")
            raise Refused(expected, got=got)
    bench.expect(
        b"\nwell\n" in b"\n" + ended.output,
        "votes.py can be imported, and its Poll used by another program.",
        got=ended.how_it_ended(),
    )


# One guestbook, five ways


@step(
    "Each of the five shows the guestbook",
    clause=DJANGO_FAQ,
    question="Which function of this program says which data the page has?",
)
def shows(bench):
    for visitor in visitors(bench):
        answer = visitor.get()
        visitor.must(answer.status == 200, "The page is there: 200.", answer)
        visitor.must(
            re.fullmatch(
                r"text/html; *charset=utf-8", answer.field("Content-Type") or "", re.I
            ),
            "Content-Type is text/html; charset=utf-8.",
            answer,
        )
        fields = set(re.findall(r"<(?:input|textarea)[^>]*\bname=.(\w+)", answer.text))
        visitor.must(
            {"name", "words"} <= fields,
            "The page has a form with the fields name and words.",
            answer,
        )


@step(
    "What is written into the book is answered with 303, and then stands on the page",
    clause=rfc(
        9110,
        "15.4.4",
        "303 See Other: look there, by GET. A browser that reloads the page which it gets "
        "then sends no form a second time.",
    ),
    question="What does a browser do when the page that a form has brought is reloaded?",
)
def signs(bench):
    for visitor in visitors(bench):
        name, words = person(bench), f"Grüße {bench.random.randrange(10**9)}"
        answer = visitor.sign(name, words)
        visitor.must(
            answer.status in {302, 303},
            "A form that was kept is answered with 303 and Location (302 will do).",
            answer,
        )
        where = visitor.goes_to(answer)
        visitor.must(
            where == visitor.path,
            f"Location leads back to the page, {visitor.path}.",
            answer,
            got=f"It leads to {where}.",
            clause=BELOW,
            question="Which part of the address brought the request to your program?",
        )
        for _ in range(2):
            page = visitor.get()
            number = visitor.entries(page).count((name, words))
            visitor.must(
                number == 1,
                f"The entry of {name} stands on the page, once: <dt>{name}</dt>, then "
                f"<dd>{words}</dd>.",
                page,
                got=f"It stands there {number} times, as such a pair.",
            )


@step(
    "All five have one model: what is written in one stands in the others",
    clause=SMALLTALK,
    question="Where are the entries while none of the five runs?",
)
def one_model(bench):
    several = visitors(bench)
    signed = []
    for visitor in several:
        signed.insert(0, (person(bench), f"by {visitor.way}"))
        visitor.sign(*signed[0])
    for visitor in several:
        page = visitor.get()
        visitor.must(
            visitor.entries(page)[: len(signed)] == signed,
            "All that was written stands on the page, the newest first.",
            page,
            got=f"The first are {visitor.entries(page)[: len(signed)]}",
        )


@step(
    "What people write stays text",
    clause=document(
        "HTML Standard",
        "13.1.2",
        "In text < and & begin something that is no text. To mean themselves they are "
        "written &lt; and &amp;.",
        "https://html.spec.whatwg.org/multipage/syntax.html",
    ),
    question="Who turns < into &lt; here: the view, the template, or nobody?",
)
def escapes(bench):
    for visitor in visitors(bench):
        name = f"<i>{person(bench)}</i>"
        words = "<script>alert('Tao & Co')</script> &lt;"
        visitor.sign(name, words)
        page = visitor.get()
        visitor.must(
            "<script>" not in page.text and "<i>" not in page.text,
            "No tag that somebody has written is a tag of the page.",
            page,
        )
        visitor.must(
            (name, words) in visitor.entries(page),
            f"The page says {name} and {words}, as text: each sign escaped once.",
            page,
            got=f"The first entry is {visitor.entries(page)[:1]}",
        )


@step(
    "What the model refuses is 400, with the reason, and what was typed is still there",
    clause=rfc(
        9110,
        "15.5.1",
        "400: the client's mistake. Whoever wrote three paragraphs wants to mend one "
        "field, and not to begin again.",
    ),
    question="Which of your lines hears that the model has refused, and what does it "
    "give to the template?",
)
def refuses(bench):
    for visitor in visitors(bench):
        words = f"<b>My & your long story {bench.random.randrange(10**9)}"
        before = visitor.entries(visitor.get())
        for name, said in ("", words), ("x" * 41, words), (person(bench), " \r\n "):
            answer = visitor.sign(name, said)
            visitor.must(
                answer.status == 400,
                "An entry without a name, with one of 41 letters, or without words is "
                "answered with 400.",
                answer,
            )
            visitor.must(
                name in visitor.typed(answer) and said.strip() in visitor.typed(answer),
                "The page has the form, and in it as text what had been typed.",
                answer,
                got=f"In the form stands {visitor.typed(answer)}",
            )
        after = visitor.get()
        visitor.must(
            visitor.entries(after) == before,
            "The book is as it was before.",
            after,
            got=f"It begins with {visitor.entries(after)[:1]}",
        )


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


# And you


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


# What several steps ask


def shown(bench, choices, *turns):
    """Say the lines one by one, and want for each just what comes after it."""
    program = bench.start("votes.py", *choices)
    so_far = 0
    said = []
    for line, *expected in turns:
        if line:
            said.append(line)
            program.say(f"{line}\n".encode())
        come = program.wait(
            lambda: (
                program.output.count(b"\n") >= so_far + len(expected)  # noqa: B023
                or program.has_ended
            ),
            bench.start_patience if not said else bench.patience,
        )
        got = lines_since(program, so_far)
        bench.expect(
            come and alike(got, expected),
            after(said, choices) + ("; ".join(expected) or "nothing") + ".",
            got=f"It prints {'; '.join(got) or 'nothing'}.",
        )
        so_far += len(expected)
    # What came too much for the last lines comes now at the latest.
    program.say_no_more()
    bench.ended(program)
    got = lines_since(program, so_far)
    bench.expect(
        not got,
        after(said, choices) + "what was shown, and nothing more.",
        got=f"It prints {'; '.join(got)} too.",
    )


def after(said, choices):
    when = f"after the lines {', '.join(said)}" if said else "at its beginning"
    return f"votes.py {' '.join(choices)}, {when}, prints: "


def lines_since(program, number):
    return program.output.decode("utf-8", "replace").splitlines()[number:]


def alike(got, expected):
    """Compare lines; their order is free, spaces are, and so is an error's text."""
    got, expected = (sorted(map(short_form, lines)) for lines in (got, expected))
    return got == expected


def short_form(line):
    line = re.sub(r"\s+", " ", line).replace(" ,", ",").strip()
    return "error:" if line.startswith("error:") else line


def visitors(bench, server=None):
    """Give a visitor of each way, in an order that chance decides."""
    server = server or bench.shared("serve.py", named=8012)
    ways = bench.random.sample(WAYS, len(WAYS))
    return [Visitor(server, way) for way in ways]


def some_servers(bench):
    """Start the server of lab 09 and one more, by chance, with the learner's serve.py."""
    labs = HERE.parent
    given = [labs / "08_wsgi" / "servers.py"]
    given += [
        labs / "09_wsgi_server" / name
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


def person(bench):
    # The number is not by the seed: a step that is tried again finds what it wrote the
    # first time still in the book.
    names = ["Zoë", "李", "O'Neill", "Ægir", "Ada"]
    return f"{bench.random.choice(names)} {secrets.randbelow(10**9)}"
