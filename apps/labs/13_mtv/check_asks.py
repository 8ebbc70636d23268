"""What several steps of lab 13 do."""

from datetime import UTC, datetime
from pathlib import Path

from apps.labs.browsing import page_of
from apps.labs.checking import Refused, document, rfc
from apps.labs.django_sites import serve

HERE = Path(__file__).parent
SETUP = HERE / "check_setup.py"
BEFORE = HERE / "starter" / "books" / "migrations" / "0001_initial.py"
STEPS = HERE / "steps.py"

DJANGO = "https://docs.djangoproject.com/en/5.2/"
FEATURE = document("Lab 13", "feature.md", "The task says what the feature is.")
MIGRATIONS = document(
    "Django",
    "Migrations: Workflow",
    "makemigrations writes down how the models have changed since the last migration; "
    "migrate brings a database there. Both files, model and migration, belong together.",
    DJANGO + "topics/migrations/#workflow",
)
IN_USE = document(
    "Django",
    "Migrations",
    "A database remembers by name which migrations it has run, and never runs one twice.",
    DJANGO + "topics/migrations/",
)
NOT_FOUND = rfc(9110, "15.5.5", "404: the server has nothing at this address.")
VALIDATION = document(
    "Django",
    "Working with forms",
    "A form that is not valid has errors, and what was typed; shown again, it tells both.",
    DJANGO + "topics/forms/#the-view",
)
BY_REDIRECT = rfc(
    9110,
    "15.4.4",
    "303, and in practice 302, sends the browser on to another page, which it fetches by "
    "GET: that page can be loaded again without sending anything a second time.",
)
ESCAPING = document(
    "Django",
    "Automatic HTML escaping",
    "A template writes < & \" and ' of a variable so that a browser shows them. What is "
    "marked safe is left as it is, whoever typed it.",
    DJANGO + "ref/templates/language/#automatic-html-escaping",
)
FORGERY = document(
    "Django",
    "Cross Site Request Forgery protection",
    "A form of another site knows no token of yours, so a POST without one is 403. A form "
    "of your own gets one by the tag csrf_token.",
    DJANGO + "ref/csrf/",
)
CONSTRAINTS = document(
    "Django",
    "Constraints",
    "Validators are asked by forms. A constraint is asked by the database, at each write.",
    DJANGO + "ref/models/constraints/",
)
ADMIN = document(
    "Django",
    "The Django admin site",
    "A model that is registered has pages in the admin: a list, and a form for each.",
    DJANGO + "ref/contrib/admin/",
)
NAMES = document(
    "Django",
    "Naming URL patterns",
    "Code and templates call a page by its name, so that its address may change. Here the "
    "template has the same name, and who knows one finds the other.",
    DJANGO + "topics/http/urls/#naming-url-patterns",
)
FAQ = document(
    "Django",
    "FAQ: General",
    "The view says which data is shown, the template how it looks; the rest of what "
    "others call the controller is probably the framework itself.",
    DJANGO + "faq/general/"
    "#django-appears-to-be-a-mvc-framework-but-you-call-the-controller-the-view",
)


def library(bench):
    """Serve the learner's site, on a database that was in use before."""
    files = {
        "checked_setup.py": SETUP.read_bytes(),
        "checked_migrations/__init__.py": b"",
        "checked_migrations/0001_initial.py": BEFORE.read_bytes(),
    }
    return serve(bench, "library.settings", files, named=8013)


def book(bench, site, title):
    """Put a book on the shelf; each step has books of its own."""
    statement = "INSERT INTO books_book (title, author) VALUES (?, ?)"
    return site.write(statement, title, "Anonymous")


def word(bench, start):
    """Give words that no other step has used, and nobody can know beforehand."""
    return f"{start} {bench.random.randrange(10**6):06}"


def reviews(site, pk):
    """Read the reviews of a book from the database."""
    table = site.call("model")["table"]
    statement = (
        f"SELECT name, CAST(stars AS INTEGER), text FROM {table} WHERE book_id = ?"
    )
    return site.rows(statement, pk)


def write_review(site, table, pk, stars):
    """Write a row past Django; give what the database says against it."""
    known = {"book_id": pk, "name": "Ada", "stars": stars, "text": "By SQL."}
    values = {}
    for _, name, kind, must, default, is_key in site.rows(
        f"PRAGMA table_info({table})"
    ):
        if name in known:
            values[name] = known[name]
        elif must and default is None and not is_key:
            # A column of the learner's own: a moment, a number, or a text.
            moment = str(datetime.now(UTC).replace(tzinfo=None))
            values[name] = moment if "date" in kind else "0"
    columns = ", ".join(values)
    places = ", ".join("?" * len(values))
    try:
        site.write(
            f"INSERT INTO {table} ({columns}) VALUES ({places})", *values.values()
        )
    except Refused as refused:
        return refused.got
    return ""


def must_be(bench, answer, status):
    bench.expect(
        answer.status == status,
        f"The status is {status}.",
        got=f"It is {answer.status}.",
        wire=answer.wire,
    )


def must_show(bench, answer, *texts, **more):
    """Refuse a page on which a reader does not see these."""
    shown = " ".join(page_of(answer).text.split())
    for text in texts:
        bench.expect(
            " ".join(text.split()) in shown,
            f"The page shows {text}",
            got=f"It shows: {shown:.300}",
            wire=answer.wire,
            **more,
        )
