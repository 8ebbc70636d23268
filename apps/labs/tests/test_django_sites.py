"""What labs 13 to 15 share: a browser without a window, counted queries, hidden tests."""

import ast
import sys

import pytest

from apps.labs import answers, browsing, django_sites, ladder, ports, report
from apps.labs.programs import Program, environment, poll
from apps.labs.running import How, run

pytestmark = pytest.mark.database("sqlite")

LABS = [ladder.find(number) for number in ("13", "14", "15")]
PAGE = """
<form action="/search/"><input name="q" value="a&amp;b"><button name="go">Go</button></form>
<form method="post">
  <input type="hidden" name="token" value="42">
  <textarea name="text">
two
lines</textarea>
  <input type="checkbox" name="is_private"><input type="checkbox" name="on" checked>
  <select name="order"><option value="new">New</option>
    <option value="old" selected>Old</option></select>
  <input type="file" name="file">
</form>
<p>1 &lt; 2 <script>no text</script></p>
"""


class PageTests:
    def test_form_has_what_a_browser_would_send(self):
        search, note = browsing.Page(PAGE).forms
        assert (search.action, search.method) == ("/search/", "GET")
        assert search.values == {"q": "a&b"}
        assert note.method == "POST"
        values = {"token": "42", "text": "two\nlines", "order": "old", "on": ""}
        assert note.values == values

    def test_form_knows_what_can_be_typed_or_pressed(self):
        search, note = browsing.Page(PAGE).forms
        assert search.names == {"q", "go"}
        assert {"text", "is_private", "order", "file"} <= note.names

    def test_text_is_what_a_reader_sees(self):
        assert "1 < 2" in browsing.Page(PAGE).text
        assert "no text" not in browsing.Page(PAGE).text


class QueryTests:
    def test_statements_that_differ_in_values_are_one(self):
        statements = [
            'SELECT "book"."id", "book"."title", "book"."year", "book"."publisher_id" '
            f'FROM "book" WHERE "book"."id" = {number}'
            for number in range(3)
        ]
        counted = 'SELECT COUNT(*) AS number FROM "book"'
        other = 'UPDATE "book" SET "title" = \'it\'\'s 5\' WHERE "id" IN (1, 2, 3)'
        assert django_sites.listed([*statements, counted, other]).splitlines() == [
            "3 times: SELECT … FROM book WHERE book.id = ?",
            "1 time: SELECT COUNT(*) AS number FROM book",
            "1 time: UPDATE book SET title = ? WHERE id IN (?, …)",
        ]

    def test_transactions_are_no_queries(self):
        framing = ["BEGIN", "COMMIT", 'SAVEPOINT "s1"', "PRAGMA foreign_keys", "-- x"]
        assert all(map(django_sites.FRAME.match, framing))
        assert not django_sites.FRAME.match("SELECT 1")


def code_of(lab):
    """Give the statements of a lab's check, each as one line of code."""
    for path in lab.folder.glob("check*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Assign | ast.Expr | ast.For | ast.If | ast.Call):
                yield ast.unparse(node).splitlines()[0]


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
class SiteLabTests:
    def test_message_has_nothing_of_the_hidden_tests(self, lab):
        broken = next(a for a in answers.wrong(lab) if a.name in BROKEN)
        result = run(lab, broken.files, How(seed=1, named_ports=False))
        told = "\n".join(report.as_text(result, lambda kind, words: words))
        assert result.failure, told
        assert "check.py" not in told and "check_" not in told
        shown = " ".join(told.split())
        long = [line for line in code_of(lab) if len(line) > 40]
        assert long
        assert not [line for line in long if line in shown]

    def test_neither_database_nor_uploads_belong_to_an_answer(self, lab, tmp_path):
        ladder.lay({"var/db.sqlite3": b"", "var/uploads/x.txt": b"x"}, tmp_path)
        ladder.lay({"a.py": b""}, tmp_path)
        assert ladder.read(tmp_path) == {"a.py": b""}

    def test_what_is_given_is_given_whole(self, lab):
        given = {
            "manage.py",
            "serve.py",
            "steps.py",
            "count.py",
            "data.py",
            "attack.py",
        }
        for name in given & lab.reference.keys():
            assert lab.starter[name] == lab.reference[name]


SAFETY = ladder.find("15")


@pytest.mark.parametrize(
    "files, word", [("starter", "won: "), ("reference", "refused")]
)
def test_each_attack_wins_on_the_starter_and_on_no_reference(files, word, tmp_path):
    ladder.lay(getattr(SAFETY, files), tmp_path)
    with (tmp_path / "pinboard" / "settings.py").open("a") as settings:
        # Those of the site are slow on purpose, and two dozen people join.
        settings.write(
            'PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]\n'
        )
    port, around = ports.choose(), environment(tmp_path)
    site = Program([sys.executable, "serve.py", str(port)], tmp_path, around)
    poll(lambda: site.has_ended or not ports.is_free(port), 30)
    attack = Program([sys.executable, "attack.py", str(port)], tmp_path, around)
    attack.wait_ended(60)
    site.stop()
    lines = attack.output.decode().splitlines()
    attack.stop()
    assert len(lines) == 14, attack.errors + site.errors
    assert [line for line in lines if line.split(None, 1)[1][: len(word)] != word] == []


# Wrong answers whose messages are long: a traceback, or what two pages differ in.
BROKEN = {"get_without_404", "counts_multiplied", "place_in_quotation_marks"}
