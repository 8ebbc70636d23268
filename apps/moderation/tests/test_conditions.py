"""Each condition, alone and with others, against a plain loop over all rows."""

import random
from collections import defaultdict
from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict
from django.utils import timezone

from apps.accounts.models import User, fold
from apps.forum import search
from apps.forum.models import Board, Comment, Topic
from apps.forum.tests.make import make_board, make_topic, make_user
from apps.moderation.acts import perform
from apps.moderation.bulk import RELATED
from apps.moderation.conditions import KINDS
from apps.moderation.models import Case

from .community import make_community, report
from .make import make_board_moderator, make_moderator, make_report

pytestmark = pytest.mark.django_db


def day(moment):
    return timezone.localtime(moment).date().isoformat() if moment else ""


def all_cases():
    """Give each thing's cases: those about itself and about what belongs to it."""
    found = defaultdict(list)
    for case in Case.objects.select_related("comment__topic", "topic", "member"):
        target = case.target
        about = {target}
        if isinstance(target, Comment):
            about |= {target.topic, target.author}
        elif isinstance(target, Topic):
            about |= {target.author}
        for thing in about:
            found[thing].append(case)
    return found


class Memory:
    """What a loop over all rows would ask again and again, asked once."""

    def __init__(self):
        self.cases = all_cases()
        self.openings = {
            comment.topic: comment for comment in Comment.objects.filter(number=1)
        }
        self.found = {}
        self.written = defaultdict(list)
        for comment in Comment.objects.all():
            self.written[comment.author].append(comment)

    def has_words(self, comment, words):
        if words not in self.found:
            self.found[words] = set(search.matching(Comment.objects.all(), words))
        return comment in self.found[words]


memory = None


def cases(thing):
    return memory.cases[thing]


def opening(topic):
    return memory.openings[topic]


def has_words(comment, words):
    return memory.has_words(comment, words)


def published(member):
    return sum(comment.is_published for comment in memory.written[member])


def reports(thing):
    return sum(case.report_count for case in cases(thing))


def yes(is_so):
    return "yes" if is_so else "no"


def reported(thing, when):
    found = list(cases(thing))
    if when == "never":
        return not found
    return any(when == "ever" or case.decided_at is None for case in found)


def blocked(member, how):
    if how == "good":
        return bool(member.block) and member.blocked_until is None
    return member.is_blocked == (how == "now")


def called(member, words):
    keys = [fold(word.removeprefix("@")) for word in words.split()]
    return all(
        member.username_key.startswith(key) or member.email_key.startswith(key)
        for key in keys
    )


REPORTS = {
    "reported": reported,
    "reports_from": lambda thing, n: reports(thing) >= int(n),
    "reports_to": lambda thing, n: reports(thing) <= int(n),
}
COMMENT = REPORTS | {
    "words": has_words,
    "author": lambda c, names: c.author.username in names.split(),
    "board": lambda c, slug: c.topic.board.slug == slug,
    "state": lambda c, state: c.state == state,
    "created_from": lambda c, first: day(c.created_at) >= first,
    "created_to": lambda c, last: day(c.created_at) <= last,
    "edited": lambda c, answer: yes(c.edited_at) == answer,
    "links": lambda c, answer: yes("https:" in c.text) == answer,
    "address": lambda c, address: c.address == address,
}
TOPIC = REPORTS | {
    "words": lambda t, words: has_words(opening(t), words),
    "author": lambda t, names: t.author.username in names.split(),
    "board": lambda t, slug: t.board.slug == slug,
    "state": lambda t, state: t.state == state,
    "closed": lambda t, answer: yes(t.is_closed) == answer,
    "pinned": lambda t, answer: yes(t.is_pinned) == answer,
    "created_from": lambda t, first: day(t.created_at) >= first,
    "created_to": lambda t, last: day(t.created_at) <= last,
    "active_from": lambda t, first: day(t.last_comment_at) >= first,
    "active_to": lambda t, last: day(t.last_comment_at) <= last,
    "comments_from": lambda t, n: t.comment_count >= int(n),
    "comments_to": lambda t, n: t.comment_count <= int(n),
    "edited": lambda t, answer: yes(opening(t).edited_at) == answer,
    "links": lambda t, answer: yes("https:" in opening(t).text) == answer,
    "address": lambda t, address: opening(t).address == address,
}
MEMBER = REPORTS | {
    "words": called,
    "blocked": blocked,
    "role": lambda m, answer: yes(m.is_staff) == answer,
    "active": lambda m, answer: yes(m.is_active) == answer,
    "confirmed": lambda m, answer: yes(m.confirmed_at) == answer,
    "waiting": lambda m, answer: yes(m.confirmed_at and not m.approved_at) == answer,
    "joined_from": lambda m, first: day(m.joined_at) >= first,
    "joined_to": lambda m, last: day(m.joined_at) <= last,
    "seen_from": lambda m, first: day(m.last_login) >= first,
    "seen_to": lambda m, last: "" < day(m.last_login) <= last,
    "comments_from": lambda m, n: published(m) >= int(n),
    "comments_to": lambda m, n: published(m) <= int(n),
    "address": lambda m, address: any(
        comment.address == address for comment in memory.written[m]
    ),
}
RULES = {"comment": COMMENT, "topic": TOPIC, "member": MEMBER}


def values():
    """Give, for each condition, some of what may be written into it."""
    days = [date(2026, 1, 1), date(2026, 1, 20), date(2026, 2, 10), date(2026, 3, 9)]
    days = [day.isoformat() for day in days]
    names = list(User.objects.values_list("username", flat=True))
    numbers = ["0", "1", "2", "3", "7"]
    answers = ["yes", "no"]
    return {
        "reported": ["now", "ever", "never"],
        "reports_from": numbers,
        "reports_to": numbers,
        "author": [names[0], " ".join(names[1:4])],
        "board": list(Board.objects.values_list("slug", flat=True)),
        "state": ["published", "hidden", "held", "deleted"],
        "address": ["192.0.2.1", "2001:db8::1", "192.0.2.9"],
        "blocked": ["now", "good", "no"],
        "comments_from": numbers,
        "comments_to": numbers,
        **dict.fromkeys(["edited", "links", "closed", "pinned"], answers),
        **dict.fromkeys(["role", "active", "confirmed", "waiting"], answers),
        **{
            f"{name}_{end}": days
            for name in ("created", "active", "joined", "seen")
            for end in ("from", "to")
        },
    }


def words_for(kind):
    if kind == "member":
        return ["ada", "@ADA", "éva", "x1@", "ada q", "nobody"]
    return ["kiwi", "中文", "uwsgi_pass", "kiwi -tea", '"tea kiwi"', "-tea", "!"]


def ask(kind, user, conditions):
    form = KINDS[kind].form(QueryDict(conditions), user=user)
    assert form.is_valid(), form.errors
    return form.narrow(KINDS[kind].within_reach(user))


@pytest.fixture
def mod():
    return make_moderator("mod", name="Administrators")


@pytest.mark.parametrize("kind", KINDS)
class EveryConditionTests:
    @pytest.fixture(autouse=True)
    def community(self, mod):
        global memory
        make_community()
        memory = Memory()

    def check(self, kind, user, asked):
        query = QueryDict(mutable=True)
        query.update(asked)
        found = set(ask(kind, user, query.urlencode()).values_list("pk", flat=True))
        expected = {
            thing.pk
            for thing in self.things
            if all(RULES[kind][name](thing, value) for name, value in asked.items())
        }
        assert found == expected, asked
        return len(found)

    def test_each_alone(self, kind, mod):
        choices = values() | {"words": words_for(kind)}
        related = RELATED[kind]
        self.things = list(KINDS[kind].within_reach(mod).select_related(*related))
        form = KINDS[kind].form(QueryDict(), user=mod)
        assert set(form.fields) == set(RULES[kind])
        for name in form.fields:
            numbers = [self.check(kind, mod, {name: v}) for v in choices[name]]
            # The community has some for each, or this would test nothing.
            assert max(numbers) > 0, name
            assert min(numbers) < KINDS[kind].model.objects.count(), name

    def test_together(self, kind, mod):
        choices = values() | {"words": words_for(kind)}
        related = RELATED[kind]
        self.things = list(KINDS[kind].within_reach(mod).select_related(*related))
        dice, found = random.Random(5), 0
        for _ in range(60):
            names = dice.sample(sorted(RULES[kind]), dice.choice([2, 2, 3, 4]))
            asked = {name: dice.choice(choices[name]) for name in names}
            if any(
                asked.get(f"{name}_from", "") > asked.get(f"{name}_to", "~")
                for name in ("created", "active", "joined", "seen", *["reports"])
            ) or asked.get("comments_from", "0") > asked.get("comments_to", "9"):
                continue
            found += self.check(kind, mod, asked) > 0
        assert found > 10

    def test_several_values_of_one(self, kind, mod):
        if kind == "member":
            return
        first, second = Board.objects.all()[:2]
        both = ask(kind, mod, f"board={first.slug}&board={second.slug}")
        assert both.count() == sum(
            ask(kind, mod, f"board={board.slug}").count() for board in (first, second)
        )
        states = ask(kind, mod, "state=hidden&state=published")
        assert {thing.state for thing in states} == {"hidden", "published"}

    def test_board_moderator_finds_only_their_boards(self, kind, mod):
        board = Board.objects.first()
        user = make_board_moderator(board)
        found = set(ask(kind, user, "").values_list("pk", flat=True))
        if kind == "member":
            assert found == set()
        else:
            everything = ask(kind, mod, f"board={board.slug}")
            assert found == set(everything.values_list("pk", flat=True)) != set()

    def test_teacher_and_member_find_nothing(self, kind):
        for user in make_user(), make_user(is_staff=True):
            assert not ask(kind, user, "")


class WrongInputTests:
    def errors(self, user, conditions, kind="topic"):
        return KINDS[kind].form(QueryDict(conditions), user=user).errors

    @pytest.mark.parametrize(
        "wrong",
        [
            "author=nobody",
            "board=nowhere",
            "state=odd",
            "created_from=2026-13-45",
            "created_to=0001-01-01",
            "created_to=9999-12-31",
            "comments_from=-1",
            "comments_to=1e9",
            "comments_to=99999999999",
            "reports_from=x",
            "address=1.2.3.4.5",
            "closed=perhaps",
            "words=%00",
        ],
    )
    def test_is_answered_beside_the_field(self, mod, wrong):
        assert list(self.errors(mod, wrong)) == [wrong.partition("=")[0]]

    def test_range_the_wrong_way_round(self, mod):
        wrong = self.errors(mod, "created_from=2026-02-01&created_to=2026-01-01")
        assert list(wrong) == ["created_to"]

    def test_unknown_names_are_named(self, mod):
        errors = self.errors(mod, "author=@Mod,%20Nobody")
        assert errors["author"] == ["Nobody here is called Nobody."]

    def test_address_is_refused_to_moderators_of_a_board(self):
        user = make_board_moderator(make_board())
        for kind in KINDS:
            errors = self.errors(user, "address=192.0.2.1", kind)
            assert "whole site" in str(errors)

    def test_other_boards_are_unknown_to_moderators_of_a_board(self):
        user, other = make_board_moderator(make_board()), make_board()
        assert "board" in self.errors(user, f"board={other.slug}")


class MyselfTests:
    def test_nobody_learns_what_is_said_about_themselves(self, mod):
        topic = make_topic(author=mod)
        for thing in mod, topic, topic.comments.get():
            report(thing)
        for kind in KINDS:
            assert not ask(kind, mod, "reported=ever")
            assert not ask(kind, mod, "reports_from=1")
            other = make_moderator(f"other-{kind}")
            assert ask(kind, other, "reported=now").exists()


class InWordsTests:
    def test_labels_and_names(self, mod):
        board = make_board(name="Welcome", slug="welcome")
        query = f"board={board.slug}&state=hidden&closed=yes&created_from=2026-01-01"
        form = KINDS["topic"].form(QueryDict(f"{query}&author=&x=1"), user=mod)
        assert list(form.in_words()) == [
            ("Boards", "Welcome"),
            ("State", "hidden"),
            ("Closed", "yes"),
            ("Written from", "2026-01-01"),
        ]
        assert form.query() == query


class DayTests:
    def test_begins_where_the_moderator_is(self, mod):
        topic = make_topic()
        late = datetime(2026, 5, 1, 23, 30, tzinfo=UTC)
        Topic.objects.update(created_at=late)
        with timezone.override("Asia/Tokyo"):
            assert list(ask("topic", mod, "created_from=2026-05-02")) == [topic]
        assert not ask("topic", mod, "created_from=2026-05-02")


class AddressOfMemberTests:
    """E-mail addresses are for administrators: in the list, and to be looked for."""

    @pytest.mark.parametrize("words", ["secret@example.org", "ada secret@", "s@"])
    def test_moderators_are_told_that_they_cannot_look_for_one(self, words):
        form = KINDS["member"].form(
            QueryDict(f"words={words}"), user=make_moderator("omar")
        )

        assert form.errors["words"] == [
            "Only administrators can look for an e-mail address."
        ]
        assert form["words"].label == "Name"

    def test_nor_do_they_find_one_by_its_first_letters(self):
        ada = make_user("ada", email="secret@example.org")
        moderator, administrator = (
            make_moderator(name, name=name) for name in ("Moderators", "Administrators")
        )

        assert ada not in ask("member", moderator, "words=secret")
        assert ada in ask("member", moderator, "words=%40ad")
        assert ada in ask("member", administrator, "words=secret%40")

    @pytest.mark.parametrize(
        "page",
        ["accounts/user/", "accounts/user/{pk}/change/"],
    )
    def test_no_page_of_the_back_office_tells_them(self, client, page):
        ada = make_user("ada", email="secret@example.org")
        ada.set_password("violet kettle marches")
        ada.save()
        client.force_login(make_moderator("omar"))

        answer = client.get(f"/admin/{page.format(pk=ada.pk)}")

        assert answer.status_code == 200
        assert "secret@example.org" not in answer.text
        assert "salt" not in answer.text

    @pytest.mark.parametrize("page", ["action", "report", "case"])
    def test_the_log_is_not_searched_by_it(self, client, page):
        ada = make_user("ada", email="secret@example.org")
        perform("block", ada, make_moderator(), "Ads.", make_report(ada))
        client.force_login(make_moderator("omar"))
        address = f"/admin/moderation/{page}/"

        assert "0 results" in client.get(address, {"q": "secret"}).text
        assert "1 result" in client.get(address, {"q": "ad"}).text

    def test_administrators_read_it_but_no_hash_of_their_fellows(self, client):
        fellow = make_moderator("ada", email="secret@example.org")
        client.force_login(make_moderator("lin", name="Administrators"))

        assert "secret@example.org" in client.get("/admin/accounts/user/").text
        page = client.get(f"/admin/accounts/user/{fellow.pk}/change/").text
        assert "secret@example.org" in page
        assert "salt" not in page
