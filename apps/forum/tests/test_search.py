import random
import re
import time

import pytest
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.forum import search_index
from apps.forum.models import Board, Comment, Topic
from apps.forum.search import (
    GAP,
    MAX_WORDS,
    Question,
    answering,
    fold,
    matching,
    tokens,
)
from apps.forum.search_index import BLOCK

from .search_cases import CASES, COMMENTS

needs_sqlite = pytest.mark.database("sqlite")
needs_postgresql = pytest.mark.database("postgresql")


@pytest.fixture
def topic(db):
    board = Board.objects.create(name="Board", slug="board")
    author = User.objects.create_user("ada")
    return Topic.objects.create(board=board, author=author, title="Topic")


def write(topic, *texts):
    """Write comments as the forum stores them; their numbers go on."""
    start = topic.comments.count() + 1
    return Comment.objects.bulk_create(
        Comment(
            topic=topic, author=topic.author, number=n, text=text, tokens=tokens(text)
        )
        for n, text in enumerate(texts, start)
    )


def found(query):
    return set(matching(Comment.objects.all(), query).values_list("text", flat=True))


class TokensTests:
    def test_words_come_first_and_in_order(self):
        assert tokens("Use `uwsgi_pass`, **now**!").split(f" {GAP} ") == [
            "use uwsgi pass now",
            "q1uwsgiz5fzpass",
        ]

    def test_chinese_is_single_characters_and_pairs(self):
        assert tokens("中文吗") == (f"q04e2d q06587 q05417 {GAP} q04e2d6587 q065875417")

    def test_nothing_to_index(self):
        assert tokens("") == tokens("😀 — !") == ""

    @pytest.mark.parametrize("text", COMMENTS.values())
    def test_only_lower_case_ascii(self, text):
        assert re.fullmatch("[a-z0-9 ]*", tokens(text))

    def test_words_of_different_writing_never_share_a_token(self):
        words = [
            "中",
            "q04e2d",
            "4e2d",
            "q0",
            "q1a",
            "中文",
            "q04e2d6587",
            "a_b",
            "a-b",
        ]
        assert len({tokens(word) for word in words}) == len(words)

    def test_numbers_with_a_tail_are_not_left_to_postgresql(self):
        assert tokens("9e7a").startswith("q0")
        assert tokens("9ea").startswith("9ea")

    @needs_postgresql
    @pytest.mark.django_db
    def test_postgresql_sees_the_very_same_words(self):
        rng = random.Random(3)
        text = " ".join(
            "".join(rng.choices(letters, k=rng.randint(1, 9)))
            for letters in ["abcxyz0123456789", "0123456789e", "01xef.-_", "é中т9e"]
            for _ in range(1_000)
        )
        line = tokens(text)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tsvector_to_array(to_tsvector('simple', %s))", [line]
            )
            assert sorted(cursor.fetchone()[0]) == sorted(set(line.split()))

    def test_long_words_are_cut(self):
        assert tokens("a" * 100) == f"{'a' * 64} {GAP}"

    def test_title_and_text_are_found_together(self):
        assert tokens("Why sockets?\n\nBecause.").startswith("why sockets because")

    @pytest.mark.parametrize(
        "text",
        [
            "a ",
            "a.",
            "中文",
            "ﷺ中",
            "a_b-",
            "x" * 63 + "_",
            "😀",
            "\0",
            "ت ",
            "[a](b) ",
            "> ",
        ],
        ids=ascii,
    )
    def test_any_twenty_thousand_characters_are_bounded(self, text, topic):
        text = (text * 20_000)[:20_000]
        began = time.thread_time()
        line = tokens(text)
        assert time.thread_time() - began < 2
        assert len(line) < 500_000
        topic.comments.create(author=topic.author, number=1, tokens=line)

    def test_order_is_the_same_every_time(self):
        text = " ".join(COMMENTS.values())
        assert len({tokens(text) for _ in range(3)}) == 1

    def test_fold(self):
        assert fold("É ẞ Ł ｗｉｄｅ ٣ ﬁ İ") == "e ss l wide 3 fi i"


class MatchingTests:
    @pytest.fixture
    def comments(self, topic):
        write(topic, *COMMENTS.values())

    # One test and not a hundred: the comments are written once.
    def test_cases(self, comments):
        keys = {text: key for key, text in COMMENTS.items()}
        wrong = [
            (query, expected, answer)
            for query, expected in CASES
            if (answer := "".join(sorted(keys[text] for text in found(query))))
            != expected
        ]
        assert wrong == []

    @pytest.mark.parametrize(
        "query",
        [
            '"',
            "'",
            "(",
            ")",
            "*",
            "a ",
            '"a" ',
            "-a ",
            '-"',
            "中",
            "a-",
            "\0",
            "a:b&|!<->",
        ],
        ids=ascii,
    )
    def test_ten_thousand_characters_are_harmless(self, comments, query):
        began = time.thread_time()
        found(query * 10_000)
        assert time.thread_time() - began < 1

    def test_random_queries_are_harmless(self, comments):
        rng = random.Random(7)
        signs = "\"'()*-+:^~&|!<>\\%{}[]_.,#\0\t é中文ab1 ORNTA"
        for _ in range(300):
            found("".join(rng.choices(signs, k=rng.randint(1, 60))))

    def test_repeats_beyond_what_postgresql_keeps_are_alike(self, topic):
        write(topic, "the cat " * 300 + "the dog", "the end")
        assert len(found("the")) == 2
        assert len(found('"the cat"')) == 1
        assert found('"the dog"') == set()  # both databases miss this one
        assert len(found("dog")) == 1

    def test_end_of_a_very_long_text_is_found(self, topic):
        rng = random.Random(1)
        words = [f"{rng.randrange(900):03}" for _ in range(MAX_WORDS)]
        line = " ".join([*words, "omega", "zz", "yy"])
        Comment.objects.create(
            topic=topic, author=topic.author, number=1, text="", tokens=tokens(line)
        )
        assert len(found("omega")) == len(found("yy zz")) == 1
        assert found('"zz yy"') == found('"yy zz"') == set()

    def test_index_follows_changes(self, topic):
        (comment,) = write(topic, "alpha")
        comment.text, comment.tokens = "beta", tokens("beta")
        comment.save()
        assert (found("alpha"), found("beta")) == (set(), {"beta"})
        comment.delete()
        assert found("beta") == set()

    def test_keeps_to_the_queryset_it_was_given(self, topic):
        write(topic, "alpha one", "alpha two")
        first = matching(Comment.objects.filter(number=1), "alpha")
        assert [comment.text for comment in first] == ["alpha one"]
        joined = matching(Comment.objects.filter(topic__title="Topic"), "alpha")
        assert joined.select_related("topic").order_by("-id").count() == 2


class LabelsTests:
    def test_name_just_the_ids_of_the_blocks(self):
        rng = random.Random(5)
        for wide in [3, 70, 900, 50_000]:
            start = rng.randrange(100_000)
            blocks = range(start, start + wide)
            names = set(search_index.labels(blocks))
            near = [start * BLOCK + rng.randrange(-4, 4) for _ in range(9)]
            far = [(start + wide) * BLOCK + rng.randrange(-4, 4) for _ in range(9)]
            within = [rng.randrange(start, start + wide) * BLOCK for _ in range(99)]
            for pk in [*near, *far, *within]:
                assert bool(names & self.own(pk)) == (pk // BLOCK in blocks)

    def own(self, pk):
        """Work out the labels of a row, as the database does."""
        return {pk // (256 * 8**level) * 5 + level for level in range(5)}

    def test_are_few(self):
        assert len(search_index.labels(range(5, 40_000))) < 60
        assert search_index.labels(range(7, 7)) == []


@needs_postgresql
class PairsTests:
    def test_phrases_are_found_as_the_vector_has_them(self, topic):
        rng = random.Random(11)
        words = ["a", "b", "c_d", "5.2", "中", "文", "c++", "[e](http://f.gh/i)"]
        texts = [" ".join(rng.choices(words, k=rng.randint(1, 12))) for _ in range(400)]
        write(topic, *texts)
        for _ in range(200):
            phrase = " ".join(rng.choices(words[:-1], k=rng.randint(2, 4)))
            question = Question.of(f'"{phrase}"')
            by_vector = Comment.objects.extra(
                where=[f"search_vector @@ '{question.for_tsquery()}'::tsquery"]
            )
            ids = set(by_vector.values_list("pk", flat=True))
            assert ids == set(
                answering(Comment.objects, question).values_list("pk", flat=True)
            )


@pytest.mark.django_db(transaction=True)
class MigrationTests:
    def test_back_and_forth(self, topic):
        write(topic, "alpha")
        MigrationExecutor(connection).migrate([("forum", "0001_initial")])
        assert not self.is_indexed()
        call_command("migrate", verbosity=0)
        assert found("alpha") == {"alpha"}

    def is_indexed(self):
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            columns = connection.introspection.get_table_description(
                cursor, "forum_comment"
            )
        names = {column.name for column in columns}
        return "forum_comment_fts" in tables or "search_vector" in names

    @needs_sqlite
    def test_triggers_lost_when_a_table_is_copied_are_put_back(self, topic):
        write(topic, "alpha")
        old = Comment._meta.get_field("text")
        new = models.TextField(max_length=20_000, default="", null=True)
        new.set_attributes_from_name("text")
        new.model = Comment
        with connection.schema_editor() as editor:
            editor.alter_field(Comment, old, new)
        write(topic, "beta")
        assert found("beta") == set()  # nothing told the index
        call_command("migrate", verbosity=0)
        write(topic, "gamma")
        assert [found(word) for word in ("alpha", "beta", "gamma")] == [
            {"alpha"},
            {"beta"},
            {"gamma"},
        ]
        with connection.schema_editor() as editor:
            editor.alter_field(Comment, new, old)
        search_index.repair("default")


class PlanTests:
    """100,000 comments: each query asks an index and never reads them all."""

    ROWS = 100_000

    @pytest.fixture
    def many(self, topic):
        line = (
            "'common word' || (n %% 100) || ' rare' || (n / 10) || ' x' "
            "|| CASE WHEN n %% 1000 = 0 THEN ' zebra crossing' ELSE '' END"
            # A thousand words that PostgreSQL counts before the rare ones.
            + "".join(
                f" || ' {letter}' || (n %% {170 + at})"
                for at, letter in enumerate("fghijkl")
            )
        )
        numbers = {
            "sqlite": "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL "
            f"SELECT n + 1 FROM series WHERE n < {self.ROWS}) ",
            "postgresql": f"WITH series(n) AS (SELECT generate_series(1, {self.ROWS})) ",
        }[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO forum_comment (topic_id, author_id, number, text, html, "
                f"tokens, state, created_at) {numbers} SELECT %s, %s, n, '', '', {line}, "
                "'published', '2026-01-01T00:00:00Z' FROM series",
                [topic.pk, topic.author.pk],
            )
            cursor.execute("ANALYZE forum_comment")

    def test_index_is_used(self, many):
        queries = {"zebra": 100, '"zebra crossing"': 100, "rare77 -word71": 9}
        for query, count in queries.items():
            comments = matching(Comment.objects.order_by("-id"), query)
            plan = comments.explain()
            if connection.vendor == "sqlite":
                assert "VIRTUAL TABLE INDEX" in plan
                assert "USING INTEGER PRIMARY KEY" in plan
                assert "SCAN forum_comment\n" not in plan
            else:
                assert "forum_comment_search" in plan
                assert "Seq Scan" not in plan
            assert comments.count() == count
        # The first page of a word that is nowhere: not found by reading them all.
        if connection.vendor == "postgresql":
            page = matching(Comment.objects.order_by("-id"), "absent")[:21]
            assert "forum_comment_search" in page.explain()

    @needs_postgresql
    def test_phrase_is_found_by_its_pairs(self, many):
        # Both words are in every comment, and never so.
        comments = matching(Comment.objects.order_by("-id"), '"x common"')
        plan = comments.explain(analyze=True)
        assert "Rows Removed" not in plan
        assert re.search(r"Index Cond: .*forum_pairs", plan)
        assert comments.count() == 0

    @needs_postgresql
    def test_page_is_found_in_the_index(self, many, client):
        with CaptureQueriesContext(connection) as queries:
            for typed in ["common", "rare77 by:date", "x after:2020"]:
                for _ in range(5):  # from the fourth on PostgreSQL keeps a plan
                    client.get("/forum/search/", {"q": typed}, follow=True)
        found = [
            q["sql"] for q in queries if '"forum_comment".search_vector @@' in q["sql"]
        ]
        with connection.cursor() as cursor:
            for sql in dict.fromkeys(found):
                cursor.execute(f"EXPLAIN {sql}")
                plan = "".join(row for (row,) in cursor.fetchall())
                assert "Bitmap Index Scan on forum_comment_search" in plan
            cursor.execute(
                "SELECT statement, parameter_types FROM pg_prepared_statements"
            )
            kept = [row for row in cursor.fetchall() if "search_vector @@" in row[0]]
        assert found
        assert kept  # and each for its own values
        assert all(types in ([], "{}") for _, types in kept)
