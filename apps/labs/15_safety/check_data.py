"""Steps of lab 15 about the database and the folder of files."""

import re
from urllib.parse import quote

from apps.labs.browsing import page_of
from apps.labs.checking import document, rfc, step

from .check_people import members, notes_on, uploaded, word, works

DJANGO = "https://docs.djangoproject.com/en/5.2/"
SQL = document(
    "Django",
    "Performing raw SQL queries: Passing parameters",
    "Values go beside the statement, as parameters, without quotation marks around their "
    "places. Names of columns cannot be parameters: they are chosen from a list.",
    DJANGO + "topics/db/sql/#passing-parameters-into-raw",
)
INSIDE = rfc(
    9110,
    "17.3",
    "Whoever maps names to files must see to it that no name leads out of the folder: by "
    ".., by a slash that comes encoded, by a path from the root.",
)
UPLOADS = document(
    "Django",
    "Security: User-uploaded content",
    "A file that a browser takes for a page runs its scripts as if they were the site's. "
    "What may be shown is listed, by its kind; all else is for saving; and browsers are "
    "told not to guess (nosniff).",
    DJANGO + "topics/security/#user-uploaded-content",
)


@step(
    "Words to search for stay words",
    clause=SQL,
    question="What does the database see as the statement, and what as a value in it?",
)
def sql_injection(bench):
    ada, mallory = members(bench, "Ada", "Mallory")
    secret = word(bench, "diary")
    ada.write(secret, is_private="on")
    kept = ada.site.rows("SELECT password FROM notes_member WHERE name = ?", ada.who)
    columns = "SELECT id, password, 0, '2026-01-01', id"
    for query in [
        "%' OR 1=1 --",
        "' OR '1'='1",
        "x' OR is_private=1 OR 'x'='",
        "%') OR 1=1 --",
        f"x%' UNION {columns} FROM notes_member --",
        f"x' UNION {columns.replace('id, password', 'id, id, password')} FROM notes_member --",
        "\\' OR 1=1 --",
        secret,
    ]:
        answer = mallory.get(f"/search/?q={quote(query)}")
        bench.expect(
            answer.status < 500,
            f"A search for {query} is answered.",
            got=f"The status is {answer.status}.",
            wire=answer.wire,
        )
        bench.expect(
            not any(secret in t or kept[0][0] in t for t in notes_on(answer)),
            f"A search for {query} shows no private note, and nothing of other tables.",
            got="It shows what is not for Mallory.",
            wire=answer.wire,
        )
    for text in (
        "Miss O'Brien",
        "100% wool",
        "snake_case",
        'say "ah"',
        "a\\b",
        "1; 2 -- 3",
    ):
        text = f"{text} {word(bench)}"
        ada.write(text)
        answer = mallory.get(f"/search/?q={quote(text)}")
        works(answer, f"one may search for {text}", answer.status == 200)
        works(
            answer,
            f"the note {text!r} is found by its own words",
            any(text in " ".join(note.split()) for note in notes_on(answer)),
            got="It is not found.",
        )
    answer = mallory.get(f"/search/?q={quote('ö' + word(bench))}")
    works(answer, "what is nowhere is not found", not notes_on(answer))


@step(
    "An order is one of those that there are",
    clause=SQL,
    question="Can the name of a column be a parameter? And if not, who chooses it?",
)
def sql_order(bench):
    ada, mallory = members(bench, "Ada", "Mallory")
    same = word(bench)
    for start, author in ("b", ada), ("c", mallory), ("a", ada):
        author.write(f"{start} {same}")

    def order(by):
        answer = mallory.get(f"/search/?q={same}&order={quote(by)}")
        bench.expect(
            answer.status < 500,
            f"A search with order={by} is answered.",
            got=f"The status is {answer.status}.",
            wire=answer.wire,
        )
        return answer, "".join(re.findall(rf"([abc]) {same}", page_of(answer).text))

    answer, found = order("text")
    works(answer, "one may order by text: a, b, c", found == "abc")
    answer, usual = order("made_at")
    works(answer, "one may order by time, the three of them", sorted(usual) == [*"abc"])
    for one, other in [
        (
            "(CASE WHEN 1=1 THEN id ELSE -id END)",
            "(CASE WHEN 1=2 THEN id ELSE -id END)",
        ),
        ("author__password", "-author__password"),
        ("author__name", "-author__name"),
        ("nonsense", "text, (SELECT 1)"),
    ]:
        (answer, first), (_, second) = order(one), order(other)
        bench.expect(
            first == second,
            f"order={one} and order={other} are no orders: both give the usual one.",
            got=f"They give {first} and {second}: by such questions every column of every "
            "table can be read, one bit at a time.",
            wire=answer.wire,
        )


@step(
    "No name of a file leads out of the folder",
    clause=INSIDE,
    question="Where does this name lead, when it is put behind the folder's?",
)
def path_traversal(bench):
    ada, mallory = members(bench, "Ada", "Mallory")
    folder = ada.site.folder
    for name in "notes.txt", "Grüße 1.txt", "a..b.txt":
        name = word(bench) + name
        content = word(bench, "honest").encode()
        place = uploaded(ada, name, content)
        answer = ada.get(place)
        works(answer, f"the file {name} comes back", content == answer.body)
    home = found_in(folder, content)[0].parent
    before = {path: path.read_bytes() for path in watched(folder)}
    mark = word(bench, "evil").encode()
    for name in [
        "../evil.txt",
        "....//evil.txt",
        "../../notes/templates/notes/base.html",
        "../../notes/views.py",
        f"{folder}/evil.txt",
        "x/../../evil.txt",
        "..",
    ]:
        answer = mallory.upload(name, mark)
        bench.expect(
            answer.status < 500,
            f"A file that is to be called {name} is refused, or called otherwise.",
            got=f"The status is {answer.status}.",
            wire=answer.wire,
        )
        strange = [p for p in found_in(folder, mark) if not p.is_relative_to(home)]
        changed = [
            p for p, old in before.items() if not p.exists() or p.read_bytes() != old
        ]
        where = ", ".join(str(p.relative_to(folder)) for p in strange + changed)
        bench.expect(
            not where,
            f"A file that is to be called {name} is written nowhere but among the uploads.",
            got=f"It has been written over {where}.",
            wire=answer.wire,
        )
    for way in [
        "../db.sqlite3",
        "%2e%2e/db.sqlite3",
        "..%2fdb.sqlite3",
        "../../pinboard/settings.py",
        "x/../../db.sqlite3",
        f"/{folder}/pinboard/settings.py",
        f"{str(folder).strip('/')}/pinboard/settings.py",
        f"%2f{str(folder).strip('/')}/pinboard/settings.py",
        "....//db.sqlite3",
    ]:
        answer = mallory.get(f"/files/{way}")
        is_inside = b"SQLite format" in answer.body or b"SECRET_KEY" in answer.body
        bench.expect(
            not is_inside and 400 <= answer.status < 500,
            f"/files/{way} is not found: 404, or 400.",
            got=f"The status is {answer.status}"
            + (", and a file of the site's own comes." if is_inside else "."),
            wire=answer.wire,
        )


@step(
    "Nobody writes over the file of another",
    clause=UPLOADS,
    question="What if there is such a name already?",
)
def same_name(bench):
    ada, mallory = members(bench, "Ada", "Mallory")
    name, content = word(bench) + ".txt", word(bench, "honest").encode()
    place = uploaded(ada, name, content)
    mallory.upload(name, b"evil")
    answer = ada.get(place)
    bench.expect(
        answer.body == content,
        f"After another file has been sent by the same name, {place} is what it was.",
        got=f"It is {answer.body!r:.60}",
        wire=answer.wire,
    )


def watched(folder):
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and "var" not in path.relative_to(folder).parts
    ]


def found_in(folder, content):
    """Find the files that have this content."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and "sqlite" not in path.name and content in path.read_bytes()
    ]
