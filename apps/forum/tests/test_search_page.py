"""What somebody meets who searches: the fields, the results, the addresses."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from apps.accounts.models import User
from apps.forum import search_results
from apps.forum.models import Board, Comment, State, Tag, Topic
from apps.forum.search_form import HELP, NAMES, SearchForm

from .make import make_board, make_topic, make_topic_with, make_user
from .search_cases import PAGE_CASES, SAID, SOLVED, TOPICS, WRONG

pytestmark = pytest.mark.django_db
SEARCH = "/forum/search/"


@pytest.fixture
def community():
    """Write the topics of search_cases.py; give the comments by their keys."""
    people = {name: make_user(name) for name in ("ada", "lin")}
    User.objects.filter(pk=make_user("secret").pk).update(confirmed_at=None)
    boards = {
        "servers": make_board(slug="servers", name="Servers"),
        "talk": make_board(slug="talk", name="Small talk"),
        "class": make_board(slug="class", access=Board.Access.MEMBERS),
    }
    tags = {name: Tag.objects.create(name=name) for name in ("nginx", "C++", "中文")}
    Tag.objects.create(name="Old").merge_into(tags["nginx"])
    comments = {}
    for key in sorted(SAID, key=lambda key: SAID[key][1]):
        name, at, text = SAID[key]
        if key.endswith("1"):
            board, author, title, words = TOPICS[key[0]]
            topic = boards[board].start_topic(people[author], title, text)
            topic.tags.set([tags[word] for word in words])
            comments[key] = topic.comments.get()
        else:
            topic = Topic.objects.get(title=TOPICS[key[0]][2])
            comments[key] = topic.reply(people[name], text)
        Comment.objects.filter(pk=comments[key].pk).update(
            created_at=parse_datetime(at)
        )
    for letter, key in SOLVED.items():
        Topic.objects.filter(title=TOPICS[letter][2]).update(solution=comments[key])
    comments["A3"].become(State.HIDDEN)
    comments["Y1"].topic.become(State.HIDDEN)
    return comments


def ask(client, typed, **fields):
    """Search as with the box, and go where the site leads."""
    return client.get(SEARCH, {"q": typed, **fields}, follow=True)


def found(response):
    return [result.comment.pk for result in response.context["results"] or []]


class SearchTests:
    def test_finds_and_shows_where(self, client):
        make_topic(title="About quokkas", text="They smile.")
        page = ask(client, "quokkas").text
        assert "About <mark>quokkas</mark>" in page

    def test_nothing_found_says_so(self, client):
        page = ask(client, "quokka").text
        assert "Nothing found" in page

    @pytest.mark.parametrize("state", [State.HIDDEN, State.DELETED, State.HELD])
    def test_hidden_words_are_not_found(self, client, state):
        topic = make_topic(text="quokka")
        Comment.objects.update(state=state)
        page = ask(client, "quokka").text
        assert topic.title not in page

    def test_private_words_are_not_found(self, client):
        board = make_board(access=Board.Access.MEMBERS)
        topic = make_topic(board=board, text="quokka")
        page = ask(client, "quokka").text
        assert topic.title not in page


class ResultsTests:
    # One test and not fifty: the community is written once.
    def test_cases(self, client, community):
        keys = {comment.pk: key for key, comment in community.items()}
        wrong = []
        for typed, expected in PAGE_CASES:
            response = ask(client, typed)
            answer = " ".join(sorted(keys[pk] for pk in found(response)))
            count = response.context["found"] and response.context["found"].count
            if answer != expected or count != len(expected.split()):
                wrong.append((typed, expected, answer, count))
        assert wrong == []

    def test_wrong_fields_say_so_and_nothing_is_searched(self, client, community):
        for typed, name, sentence in WRONG:
            response = ask(client, typed)
            errors = response.context["form"].errors
            assert list(errors) == [name], typed
            assert sentence in errors[name][0], typed
            assert "Nothing was searched" in response.text
            assert found(response) == []

    def test_fields_do_what_operators_do(self, client, community):
        for typed, _ in PAGE_CASES:
            form = SearchForm(QueryDict(mutable=True) | {"q": typed}, AnonymousUser())
            by_fields = client.get(SEARCH, form.typed, follow=True)
            assert found(by_fields) == found(ask(client, typed)), typed

    def test_member_finds_what_members_read(self, client, community):
        client.force_login(make_user("kofi"))
        assert community["X1"].pk in found(ask(client, "socket"))
        assert found(ask(client, "socket board:class")) == [community["X1"].pk]
        assert community["Y1"].pk not in found(ask(client, "socket"))

    def test_solution_that_is_taken_back_solves_nothing(self, client, community):
        Topic.objects.update(solution=None)
        assert found(ask(client, "socket has:solved")) == []

    def test_newest_first(self, client, community):
        order = found(ask(client, "socket by:date"))
        assert order == sorted(order, reverse=True)

    def test_what_fits_best_comes_first(self, client):
        often = make_topic(title="One", text="kettle kettle kettle")
        titled = make_topic(title="My kettle", text="It is broken today.")
        once = make_topic(title="Two", text="A kettle among so many other words here.")
        answer = titled.reply(titled.author, "Which kettle is it then, my friend?")
        order = [Comment.objects.get(pk=pk) for pk in found(ask(client, "kettle"))]
        assert order[0].topic == titled
        assert order[-1].topic == once
        assert {answer.topic, often} <= {comment.topic for comment in order[1:3]}

    def test_title_is_found_where_its_text_was_taken_back(self, client, community):
        community["C1"].retract()
        response = ask(client, "socket in:title")
        assert found(response) == [community["C1"].pk]
        assert "Read on" not in response.text
        assert found(ask(client, "socket in:topics author:lin")) == [community["B1"].pk]

    def test_nothing_hidden_shows_anywhere(self, client, community):
        for typed in ["rude", "twice", "own", "secret in:title", "hidden in:title"]:
            response = ask(client, typed)
            assert found(response) == [], typed
            assert response.context["found"].count == 0
            assert "Nothing found" in response.text

    def test_board_that_is_not_open_is_not_offered(self, client, community):
        assert 'value="talk"' in client.get(SEARCH).text
        assert 'value="class"' not in client.get(SEARCH).text

    def test_matches_are_marked(self, client, community):
        page = ask(client, "SOCKET basics refused").text
        assert "Nothing found" in page
        page = ask(client, "SOCKET refused").text
        assert "The <mark>socket</mark> is <mark>refused</mark>." in page
        page = ask(client, "basics").text
        assert "Socket <mark>basics</mark></a>" in page

    def test_typed_tags_are_shown_and_not_obeyed(self, client):
        make_topic(title="<b>x</b> kettle", text="`<script>` kettle <i>&amp;</i>")
        page = ask(client, "kettle script").text
        assert "&lt;b&gt;x&lt;/b&gt; <mark>kettle</mark>" in page
        assert "&lt;<mark>script</mark>&gt;" in page
        assert "<script>" not in page
        assert "&lt;i&gt;" in page

    def test_days_are_the_readers(self, client, community):
        honolulu = make_user("kai", time_zone="Pacific/Honolulu")
        client.force_login(honolulu)
        answer = found(ask(client, "socket after:2026-03-01 before:2026-03-02"))
        assert answer and set(answer) == {community["A1"].pk, community["A2"].pk}


class AddressTests:
    @pytest.mark.parametrize(
        ("asked", "leads_to"),
        [
            ("q=&author=&board=", ""),
            ("q=+tea++cup+", "q=tea+cup"),
            ("q=tea+author:Ada", "q=tea&author=Ada"),
            ("q=tea&author=lin&has=&in=&by=", "q=tea&author=lin"),
            ("q=tea+author:ada&author=lin", "q=tea&author=ada"),
            ("author=lin&q=tea", None),
            ("q=tea&by=date", None),
            ("q=tea&by=relevance", None),
            ("author=ADA&by=date", "author=ada"),
            ("q=%E2%80%9Ctea+cup%E2%80%9D", "q=%22tea+cup%22"),
            ("q=tea&q=cup", "q=cup"),
            ("q=tea&utm_source=x", "q=tea"),
            ("q=tea&after=2026-5", "q=tea&after=2026-05-01"),
            ("q=tea&page=2&older=7", None),
            ("q=tea+in:Title", "q=tea&in=title"),
            ("q=board:nowhere", "board=nowhere"),
            ("q=%22author:ada%22", None),
        ],
    )
    def test_each_search_has_one(self, client, asked, leads_to):
        make_user("ada")
        response = client.get(f"{SEARCH}?{asked}")
        if leads_to is None:
            assert response.status_code in {200, 404}
        else:
            assert response.status_code == 302
            there = response["Location"].removeprefix(SEARCH).removeprefix("?")
            if there == "q=tea&author=Ada":
                there = client.get(response["Location"])["Location"].partition("?")[2]
            assert there.replace("ada", "Ada") == leads_to.replace("ada", "Ada")
            again = client.get(response["Location"], follow=True)
            assert len(again.redirect_chain) <= 1

    def test_board_by_name_leads_to_its_address(self, client):
        make_board(name="Small talk", slug="talk")
        response = client.get(SEARCH, {"q": 'board:"small TALK"'})
        assert response["Location"] == f"{SEARCH}?board=talk"

    def test_leading_there_costs_no_search(self, client, real_limits):
        queries = {"q": "tea in:title", "author": ""}
        assert client.get(SEARCH, queries).status_code == 302
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM look_allowance")
            assert cursor.fetchone() == (0,)

    def test_fields_keep_what_was_asked(self, client, community):
        page = ask(client, "tea author:ada board:talk after:2026-05-01").text
        assert 'value="tea"' in page
        assert 'name="author" value="ada"' in page
        assert '<option value="talk" selected>' in page
        assert 'value="2026-05-01"' in page
        assert '<details class="finder__fields" open>' in page

    def test_no_field_has_a_name_of_its_own(self):
        form = SearchForm(QueryDict(), AnonymousUser())
        assert list(form.fields) == ["q", *NAMES]


class HelpTests:
    def test_examples_are_understood_and_find_something(self, client):
        tomasz = make_user("tomasz")
        board = make_board(slug="servers")
        topic = make_topic(
            author=tomasz,
            board=board,
            title="Welcome to nginx",
            text="A socket by hand: `uwsgi_pass` in C++, django 中文.",
        )
        topic.tags.add(Tag.objects.create(name="nginx"))
        Topic.objects.update(solution=topic.comments.get())
        for typed, _ in HELP:
            assert found(ask(client, typed)) == [topic.comments.get().pk], typed

    def test_examples_are_links(self, client):
        page = client.get(SEARCH).text
        assert 'href="?q=%22by%20hand%22"' in page
        assert len(re.findall(r'<dt><a href="\?q=', page)) == len(HELP)


class PagingTests:
    @pytest.fixture
    def many(self):
        return make_topic_with(50, title="Many", text="Comment number 1")

    def walk(self, client, address, link):
        """Give what stands on each page, from one to the next."""
        while address:
            response = client.get(f"{SEARCH}{address}")
            assert response.status_code == 200
            yield found(response)
            there = re.search(rf'href="([^"]*)" rel="{link}"', response.text)
            address = there and there[1].replace("&amp;", "&")

    @pytest.mark.parametrize("most", [10, 25, 1000])
    def test_by_date_there_and_back(self, client, many, monkeypatch, most):
        monkeypatch.setattr(search_results, "MOST", most)
        pages = list(self.walk(client, "?q=number&by=date", "next"))
        assert [len(page) for page in pages] == [20, 20, 10]
        ids = [pk for page in pages for pk in page]
        assert ids == sorted(ids, reverse=True)
        last = f"?q=number&by=date&older={pages[1][-1]}"
        back = list(self.walk(client, last, "prev"))
        assert back == pages[::-1]

    def test_by_what_fits(self, client, many):
        pages = list(self.walk(client, "?q=number", "next"))
        assert [len(page) for page in pages] == [20, 20, 10]
        assert len({pk for page in pages for pk in page}) == 50
        assert client.get(f"{SEARCH}?q=number&page=4").status_code == 404

    def test_counts_stop(self, client, many, monkeypatch):
        assert "50 comments" in ask(client, "number").text
        monkeypatch.setattr(search_results, "MOST", 49)
        page = ask(client, "number").text
        assert "More than" in page
        assert "What fits best of the newest" in page
        pages = list(self.walk(client, "?q=number", "next"))
        assert sum(len(page) for page in pages) == 49

    def test_old_topic_whose_title_fits_is_among_the_best(
        self, client, monkeypatch, many
    ):
        old = make_topic(title="The number", text="It is here.")
        old = Comment.objects.get(topic=old)
        make_topic_with(30, title="Other", text="Nothing")
        monkeypatch.setattr(search_results, "MOST", 10)
        assert found(ask(client, "number"))[0] == old.pk

    def test_parts_of_the_index_give_what_the_whole_gives(self, client, monkeypatch):
        topic = make_topic_with(30, title="Parts", text="Comment number 1")
        for n, pk in enumerate(Comment.objects.order_by("pk").values_list("pk")):
            # Far apart, as if much else had been written between.
            Comment.objects.filter(pk=pk[0]).update(id=9_000_000 + n * n * 7_000)
        client_found = found(ask(client, "number by:date"))
        assert len(client_found) == 20
        response = ask(client, "number")
        assert response.context["found"].count == 30
        assert topic.comments.count() == 30

    def test_moment_that_ids_do_not_follow_closely(self, client):
        topic = make_topic_with(4, text="Comment number 1")
        now = timezone.now()
        for comment, days in zip(
            topic.comments.order_by("pk"), [9, 2, 3, 1], strict=True
        ):
            Comment.objects.filter(pk=comment.pk).update(
                created_at=now - timedelta(days=days)
            )
        after = f"{now - timedelta(days=4):%Y-%m-%d}"
        assert len(found(ask(client, f"number after:{after}"))) == 3


class QueriesTests:
    @pytest.mark.parametrize("by", ["", "&by=date"])
    def test_queries_do_not_grow_with_rows(
        self, client, django_assert_max_num_queries, by
    ):
        make_topic_with(20, text="Comment number 1")
        make_topic(title="number")
        address = f"{SEARCH}?q=number{by}"
        client.get(address)
        # The site's name and the limit's row, boards, the newest id, ids, rows.
        with django_assert_max_num_queries(8):
            assert len(found(client.get(address))) == 20

    def test_empty_form_asks_for_the_boards_only(
        self, client, django_assert_max_num_queries
    ):
        client.get(SEARCH)
        with django_assert_max_num_queries(2):
            client.get(SEARCH)
