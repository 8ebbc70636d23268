"""What lab 14 asks of the library: the same HTML as before, from few queries.

Two sites are asked the same: the starter, which is right, and the learner's. Both are
filled with the same books, few or many. Queries and rows are counted by SQLite itself.
"""

import re
from pathlib import Path

from apps.labs import ladder
from apps.labs.browsing import Visitor
from apps.labs.checking import Refused, document, step
from apps.labs.django_sites import listed, serve
from apps.labs.showing import count

HERE = Path(__file__).parent
FILES = {
    "checked_setup.py": (HERE / "check_setup.py").read_bytes(),
    "checked_data.py": (HERE / "data.py").read_bytes(),
}
FEW, MANY = 6, 60

DJANGO = "https://docs.djangoproject.com/en/5.2/"
OURS = document(
    "Lab 14",
    "shelf/views.py",
    "The pages stay as they are: the same HTML, however it is come by.",
)
LAZY = document(
    "Django",
    "When QuerySets are evaluated",
    "A queryset is a question. It is asked when somebody goes through it, takes one of it, "
    "or wants its length; each new queryset is asked anew.",
    DJANGO + "ref/models/querysets/#when-querysets-are-evaluated",
)
TOGETHER = document(
    "Django",
    "Database access optimization: Retrieve everything at once",
    "What a page is known to need is fetched with the list: by select_related where there "
    "is one, by prefetch_related where there are many, by annotate what is only a number.",
    DJANGO + "topics/db/optimization/"
    "#retrieve-everything-at-once-if-you-know-you-will-need-it",
)
MULTIPLY = document(
    "Django",
    "Aggregation: Combining multiple aggregations",
    "Two joins in one query multiply their rows, and a count counts all of them.",
    DJANGO + "topics/db/aggregation/#combining-multiple-aggregations",
)
PREFETCH = document(
    "Django",
    "Prefetch objects",
    "What was prefetched answers all(). A filter or an order is another question, unless "
    "the Prefetch itself has it.",
    DJANGO + "ref/models/querysets/#prefetch-objects",
)
LIMITS = document(
    "Django",
    "Limiting QuerySets",
    "A slice of a queryset is LIMIT and OFFSET. A slice of a list comes after all rows "
    "have been fetched.",
    DJANGO + "topics/db/queries/#limiting-querysets",
)
UPDATE = document(
    "Django",
    "Updating multiple objects at once",
    "update() is one statement for all rows that the queryset means, and only for these.",
    DJANGO + "topics/db/queries/#updating-multiple-objects-at-once",
)


@step(
    "The shelf shows what it showed",
    clause=MULTIPLY,
    question="How many rows has a book of two reviews and three loans, when both are joined?",
)
def shelf_same(bench):
    same_pages(bench, ["/", "/?page=2", "/?page=3", "/?page=9"])


@step(
    "The shelf asks as often for many books as for few",
    clause=TOGETHER,
    question="Which of these statements runs once for each book, and which line of the "
    "template makes it run?",
)
def shelf_queries(bench):
    few_queries(bench, "/")


@step(
    "The shelf takes no more from the database than it shows",
    clause=LIMITS,
    question="Which rows does your program fetch that are on no line of this page?",
)
def shelf_rows(bench):
    before, site = sites(bench)
    reader = Visitor(site, "A reader")
    rows = {}
    for books in MANY, 4 * MANY:
        load(bench, [site], books)
        answer = reader.get("/")
        rows[books] = site.rows_fetched()
    most = 2 * rows[MANY] + 20
    bench.expect(
        rows[4 * MANY] <= most,
        f"A page of twenty books fetches about as many rows from a library of "
        f"{4 * MANY} books as from one of {MANY}.",
        got=f"It fetches {rows[MANY]} rows, and {rows[4 * MANY]} from the larger one, by:\n"
        + listed(site.queries()),
        wire=answer.wire,
    )


@step(
    "The list of authors shows what it showed",
    clause=MULTIPLY,
    question="An author has two books, each with three reviews. How many rows does the "
    "join have, and how many books do you count in them?",
)
def authors_same(bench):
    same_pages(bench, ["/authors/"])


@step(
    "The list of authors asks as often for many as for few",
    clause=TOGETHER,
    question="Can the database count for all authors at once what you let it count for "
    "each of them?",
)
def authors_queries(bench):
    few_queries(bench, "/authors/")


@step(
    "The list of readers shows what it showed",
    clause=PREFETCH,
    question="Which readers does your query lose, or which loans does it find too many?",
)
def readers_same(bench):
    same_pages(bench, ["/readers/"])


@step(
    "The list of readers asks as often for many as for few",
    clause=PREFETCH,
    question="Does this page ask for what was prefetched, or for something that is a "
    "little different from it?",
)
def readers_queries(bench):
    few_queries(bench, "/readers/")


@step(
    "To take books back changes what it changed",
    clause=UPDATE,
    question="Which rows does your statement mean: whose loans, and which of them?",
)
def returned_same(bench):
    before, site = sites(bench)
    for number in 1, 2:
        load(bench, [before, site], MANY)
        for each in before, site:
            answer = give_back(each, number)
        bench.expect(
            answer.status == 302,
            "The reader is sent on to the list: 302.",
            got=f"The status is {answer.status}.",
            wire=answer.wire,
            clause=OURS,
        )
        right, found = ({row[0]: row for row in loans(each)} for each in (before, site))
        wrong = [pk for pk in right if right[pk] != found.get(pk)]
        if wrong:
            pk = wrong[0]
            raise Refused(
                f"After /readers/{number}/return/ all that reader {number} had at home is "
                "back, and every other loan is as it was.",
                got=f"{count(len(wrong), 'loan')} differ. {as_words(found.get(pk))} "
                f"It should be so: {as_words(right[pk])}",
                wire=answer.wire,
            )


@step(
    "To take many books back needs no more statements than to take few",
    clause=UPDATE,
    question="Must the rows come to your program to be changed?",
)
def returned_queries(bench):
    _, site = sites(bench)
    found = {}
    for books in FEW, 4 * MANY:
        load(bench, [site], books)
        answer = give_back(site, 1)
        found[books] = site.queries()
    few_enough(bench, found, 3, answer)


@step(
    "What changes in the library shows at once",
    clause=LAZY,
    question="Who still holds the old answer, and how would he know that it is old?",
)
def fresh(bench):
    before, site = sites(bench)
    load(bench, [before, site], FEW)
    same(bench, before, site, "/")
    same(bench, before, site, "/authors/")
    for each in before, site:
        each.write("UPDATE shelf_book SET title = 'A new title', year = 2000")
        each.write("UPDATE shelf_author SET name = name || ' the Younger'")
    for page in "/", "/authors/", "/readers/":
        same(bench, before, site, page)


# What several steps do


def sites(bench):
    """Serve the starter, to compare with, and the learner's site."""
    starter = ladder.find("14").starter
    before = serve(bench, "library.settings", starter | FILES, within="checked_before")
    return before, serve(bench, "library.settings", FILES, named=8014)


def load(bench, filled, books):
    """Put the same books into sites; others for each seed of the check."""
    seed = f"{bench.random.random()} {books}"
    for site in filled:
        site.call("load", books=books, seed=seed)


def same_pages(bench, targets):
    before, site = sites(bench)
    for books in FEW, MANY:
        load(bench, [before, site], books)
        for target in targets:
            same(bench, before, site, target)


def same(bench, before, site, target):
    """Refuse a page that differs from the starter's."""
    right = lines_of(Visitor(before).get(target))
    answer = Visitor(site, "A reader").get(target)
    bench.expect(
        answer.status == 200,
        "The status is 200.",
        got=f"It is {answer.status}.",
        wire=answer.wire,
        clause=OURS,
        question="What does the last line of your own say, in what your program complained?",
    )
    found = lines_of(answer)
    if found == right:
        return
    at = next(
        (
            n
            for n, pair in enumerate(zip(found, right, strict=False))
            if len({*pair}) > 1
        ),
        min(len(found), len(right)),
    )
    raise Refused(
        f"{target} shows the same as before. Here it had:\n" + around(right, at),
        got="It has:\n" + around(found, at),
        wire=answer.wire,
    )


def lines_of(answer):
    """Take a page apart at its tags; spaces and secret tokens are no difference."""
    text = re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", answer.text)
    lines = re.sub(r"\s*(<[^>]*>)\s*", r"\n\1\n", text).splitlines()
    return [" ".join(line.split()) for line in lines if line.strip()]


def around(lines, at):
    """Give a line with those before it that say where we are."""
    start = max(at - 6, 0)
    return "\n".join(
        [*lines[start:at], f"→ {''.join(lines[at : at + 1]) or '(the end)'}"]
    )


def few_queries(bench, target):
    """Refuse a page that asks more often for many books than for few, or too often."""
    _, site = sites(bench)
    found = {}
    for books in FEW, MANY:
        load(bench, [site], books)
        answer = Visitor(site, "A reader").get(target)
        found[books] = site.queries()
    few_enough(bench, found, 5, answer)


def few_enough(bench, found, most, answer):
    few, many = found.values()
    numbers = " and ".join(
        f"{count(len(queries), 'statement')} at {books} books"
        for books, queries in found.items()
    )
    got = f"It sends {numbers}. Those for the many, without their values:\n"
    bench.expect(
        # Among few books there may be none with an author, and nothing to ask then.
        len(many) <= len(few) + 2,
        "It sends as many statements to the database for many books as for few.",
        got=got + listed(many),
        wire=answer.wire,
    )
    bench.expect(
        len(many) <= most,
        f"It sends at most {most} statements to the database.",
        got=got + listed(many),
        wire=answer.wire,
    )


def give_back(site, reader):
    """Press the button of a reader, as a browser does."""
    visitor = Visitor(site, "The librarian")
    page = visitor.get("/readers/")
    token = re.search(r'csrfmiddlewaretoken" value="([^"]*)', page.text)
    return visitor.post(
        f"/readers/{reader}/return/", {"csrfmiddlewaretoken": token[1] if token else ""}
    )


def loans(site):
    """Read all loans; a return after the day of the data is one of today."""
    return site.rows(
        "SELECT id, reader_id, CASE WHEN returned_on > '2021-01-01' THEN 'today' "
        "ELSE returned_on END FROM shelf_loan"
    )


def as_words(row):
    if row is None:
        return "A loan is gone."
    pk, reader, returned = row
    back = f"back on {returned}" if returned else "not back"
    return f"Loan {pk} of reader {reader}: {back}."
