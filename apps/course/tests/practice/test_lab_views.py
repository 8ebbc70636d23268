"""The page of a lab, on the learner's own machine and on a site for others."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.course.lessons.shelf import shelf
from apps.course.models import Claim
from apps.course.models import Help as CourseHelp
from apps.course.practice.work import is_own_machine
from apps.forum.tests.make import make_user
from apps.labs import ladder
from apps.labs.models import Attempt, Help

from ..make import make_class

pytestmark = pytest.mark.django_db

PAGE = "/learn/tcp/lab/"
TCP = ladder.find("tcp")


@pytest.fixture(autouse=True)
def mine(tmp_path, monkeypatch):
    monkeypatch.setattr(ladder, "MINE", tmp_path / "my")
    return tmp_path / "my" / TCP.name


@pytest.fixture
def at_home(settings):
    """The browser of whoever sits at the machine on which `make run` runs."""
    settings.DEBUG, settings.ALLOWED_HOSTS = True, ["localhost"]
    return Client(headers={"host": "localhost:8000"})


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def make_attempt(**fields):
    usual = {"lab": TCP.name, "seed": 1, "edition": TCP.edition, "is_pass": False}
    usual |= {"is_starter": False, "hints": 0, "saw_solution": False}
    usual["answer"] = f"answer{Attempt.objects.count()}"
    return Attempt.objects.create(**usual | fields)


class OwnMachineTests:
    """Files of a machine are shown to nobody but who sits at it."""

    def test_it_is_the_one_that_one_sits_at(self, settings, rf):
        settings.DEBUG, settings.ALLOWED_HOSTS = True, ["*"]
        for host in "localhost:8000", "127.0.0.1:8000", "[::1]:8000":
            assert is_own_machine(rf.get("/", headers={"host": host}))

    @pytest.mark.parametrize(
        ("debug", "address", "headers"),
        [
            (False, "127.0.0.1", {}),
            (True, "192.168.1.7", {}),
            (True, "", {}),
            (True, "127.0.0.1", {"host": "evil.example:8000"}),
            (True, "127.0.0.1", {"x-forwarded-for": "203.0.113.9"}),
            (True, "127.0.0.1", {"forwarded": "for=203.0.113.9"}),
            (True, "127.0.0.1", {"x-real-ip": "203.0.113.9"}),
        ],
    )
    def test_it_is_no_other(self, settings, rf, debug, address, headers):
        settings.DEBUG, settings.ALLOWED_HOSTS = debug, ["*"]
        headers = {"host": "localhost:8000"} | headers
        request = rf.get("/", headers=headers, REMOTE_ADDR=address)
        assert not is_own_machine(request)

    def test_elsewhere_nothing_of_it_is_shown(self, client, mine):
        ladder.lay(TCP.starter | {"lookup.py": b"# my secret\n"}, mine)
        make_attempt(is_pass=True, message="a message")
        Help.objects.create(lab=TCP.name, kind=Help.Kind.SOLUTION)
        page = text_of(client.get(PAGE))
        assert "my secret" not in page and "a message" not in page
        assert "passed" not in text_of(client.get("/learn/"))


class LabDetailTests:
    def test_guests_page_says_what_to_do_and_asks_nothing(self, client):
        response = client.get(PAGE)
        page = text_of(response)
        assert "sends each client its own bytes back" in page
        assert "manage.py lab start 02" in page
        assert "<form" not in response.content.decode().partition("<main")[2]
        assert not response.cookies

    @pytest.mark.parametrize(
        "lesson", [x for x in shelf().lessons if x.lab], ids=lambda x: x.slug
    )
    def test_each_lab_has_one(self, client, lesson):
        address = f"{lesson.get_absolute_url()}lab/"
        assert "What to do" in text_of(client.get(address))
        assert address in client.get(lesson.get_absolute_url()).content.decode()

    def test_lesson_without_lab(self, client):
        assert client.get("/learn/views/lab/").status_code == 404
        assert client.get("/learn/nothing/lab/").status_code == 404

    def test_tries_are_told_the_last_one_first(self, at_home):
        make_attempt(failed_step="in_pieces", message="<b> comes back.")
        make_attempt(failed_step="two_at_once", message="Both are served.")
        make_attempt(is_starter=True, failed_step="two_at_once")
        page = text_of(at_home.get(PAGE))
        assert page.index("Both are served.") < page.index("&lt;b&gt; comes back.")
        assert "still the starter, so it does not count" in page

    def test_older_tries_are_counted(self, at_home, django_assert_max_num_queries):
        for _ in range(13):
            make_attempt()
        with django_assert_max_num_queries(10):
            assert "And 3 before." in text_of(at_home.get(PAGE))

    def test_own_page_is_kept_by_nobody(self, at_home):
        assert "no-store" in at_home.get(PAGE)["Cache-Control"]

    def test_pass_is_said_wherever_the_lab_is_named(self, at_home):
        assert "✓ passed" not in text_of(at_home.get("/learn/"))
        make_attempt(is_pass=True)
        for address in "/learn/", "/learn/tcp/", PAGE:
            page = text_of(at_home.get(address))
            assert "✓ passed" in page and "reported" not in page
        assert "✓ passed" not in text_of(at_home.get("/learn/http/"))


class LabHintTests:
    def open(self, client, number):
        return client.post(f"{PAGE}hint/", {"number": number})

    def test_hints_open_one_by_one_and_are_counted(self, at_home):
        assert "Four small programs" not in text_of(at_home.get(PAGE))
        assert self.open(at_home, 1)["Location"] == f"{PAGE}#hint-1"
        assert "Four small programs" in text_of(at_home.get(PAGE))
        assert Help.objects.filter(lab=TCP.name, kind="hint").count() == 1

    def test_button_pressed_twice_opens_one(self, at_home):
        self.open(at_home, 1)
        self.open(at_home, 1)
        assert Help.objects.count() == 1

    @pytest.mark.parametrize("number", ["", "2", "0", "99", "x", "²", "9" * 5000])
    def test_none_is_skipped(self, at_home, number):
        assert self.open(at_home, number).status_code == 302
        assert not Help.objects.exists()

    def test_after_the_last_there_is_no_more(self, at_home):
        for number in 1, 2, 3, 4:
            self.open(at_home, number)
        assert Help.objects.count() == 3
        assert "Open hint" not in text_of(at_home.get(PAGE))

    def test_guest_is_asked_to_sign_in(self, client):
        assert "/accounts/login/" in self.open(client, 1)["Location"]
        assert not Help.objects.exists()


class LabSolutionTests:
    def test_opens_after_three_different_tries(self, at_home):
        for left in "3 more different tries", "2 more", "1 more different try.":
            assert left in text_of(at_home.get(PAGE))
            at_home.post(f"{PAGE}solution/")
            assert not Help.objects.exists()
            make_attempt()
        assert "the smallest useful server" not in text_of(at_home.get(PAGE))
        at_home.post(f"{PAGE}solution/")
        assert Help.objects.get().kind == Help.Kind.SOLUTION
        assert "the smallest useful server" in text_of(at_home.get(PAGE))

    def test_is_compared_with_what_one_has_written(self, at_home, mine):
        lookup = TCP.solution["lookup.py"]
        mine.mkdir(parents=True)
        (mine / "lookup.py").write_bytes(b"# <b>my own</b> line\n" + lookup)
        (mine / "echo_server.py").write_bytes(TCP.solution["echo_server.py"])
        (mine / "time_server.py").write_bytes(b"\xff\xfe no text")
        make_attempt(is_pass=True)
        at_home.post(f"{PAGE}solution/")
        response = at_home.get(PAGE)
        text, html = text_of(response), response.content.decode()
        assert "&lt;b&gt;my own&lt;/b&gt; line" in text
        assert html.count('numbered__line--fresh" data-n="1"') >= 1
        assert "echo_server.py is what you wrote, letter by letter" in text
        assert "empty, too long, or no text" in text
        assert text.count("You have no such file.") == 1

    def test_guest_is_asked_to_sign_in(self, client):
        assert "/accounts/login/" in client.post(f"{PAGE}solution/")["Location"]


class ReportedTests:
    """On a class's site: what a member's own machine has said, and help given here."""

    @pytest.fixture
    def ada(self):
        return make_user("ada")

    @pytest.fixture
    def member(self, ada):
        client = Client()
        client.force_login(ada)
        return client

    def claim(self, member, **fields):
        usual = {"lab": TCP.name, "made_at": timezone.now(), "is_pass": False}
        usual |= {"seed": 1, "edition": TCP.edition, "is_starter": False, "hints": 0}
        usual |= {"saw_solution": False, "answer": f"a{Claim.objects.count()}"}
        return Claim.objects.create(member=member, **usual | fields)

    def test_tries_are_called_claims(self, member, ada):
        self.claim(ada, failed_step="in_pieces", message="<b> comes back.")
        self.claim(make_user("bob"), message="Of somebody else.")
        page = text_of(member.get(PAGE))
        assert "is a claim" in page and "&lt;b&gt; comes back." in page
        assert "Of somebody else" not in page

    def test_try_by_a_clock_that_is_ahead_does_not_stay_on_top(self, member, ada):
        ahead = timezone.now() + timedelta(days=20_000)
        self.claim(ada, made_at=ahead, failed_step="in_pieces")
        self.claim(ada, is_pass=True)
        page = member.get(PAGE)
        first, second = page.context["work"].last_tries
        assert first.is_pass and second.at == second.received_at
        assert str(ahead.year) not in text_of(page)

    def test_pass_is_said_wherever_the_lab_is_named(self, member, ada):
        self.claim(ada, is_pass=True)
        self.claim(make_user("bob"), lab="03_http", is_pass=True)
        for address in "/learn/", "/learn/tcp/", PAGE:
            assert text_of(member.get(address)).count("✓ passed, as reported") == 1
        assert "reports 1 lab as passed." in text_of(member.get("/learn/"))

    def test_hints_are_counted_for_each_member(self, member, ada):
        for number in 1, 1, 3, 2, 3, 4:
            member.post(f"{PAGE}hint/", {"number": number})
        opened = CourseHelp.objects.of(ada, TCP.name).values_list("number", flat=True)
        assert sorted(opened) == [1, 2, 3]
        assert not Help.objects.exists()
        other = Client()
        other.force_login(make_user("bob"))
        assert "0 of 3 opened" in text_of(other.get(PAGE))

    def test_solution_opens_after_three_different_tries(self, member, ada):
        self.claim(ada, is_starter=True)
        self.claim(ada, answer="same")
        self.claim(ada, answer="same", seed=2)
        member.post(f"{PAGE}solution/")
        assert "after 2 more different tries" in text_of(member.get(PAGE))
        assert not CourseHelp.objects.exists()
        self.claim(ada, is_pass=True)
        assert "the smallest useful server" not in text_of(member.get(PAGE))
        member.post(f"{PAGE}solution/")
        assert "the smallest useful server" in text_of(member.get(PAGE))

    def test_class_decides_when_its_solutions_show(self, member, ada):
        make_class(ada, name="Strict", solutions="pass")
        for _ in range(3):
            self.claim(ada)
        assert "In the class “Strict”" in text_of(member.get(PAGE))
        member.post(f"{PAGE}solution/")
        assert not CourseHelp.objects.exists()
        self.claim(ada, is_pass=True)
        member.post(f"{PAGE}solution/")
        assert "the smallest useful server" in text_of(member.get(PAGE))

    def test_class_shows_it_from_a_day_on(self, member, ada):
        room = make_class(ada, solutions="date")
        day = timezone.localdate()
        room.plan({"tcp": {"solution_on": day + timedelta(days=2)}})
        assert "or on " in text_of(member.get(PAGE))
        room.plan({"tcp": {"solution_on": day}})
        assert "You may look now" in text_of(member.get(PAGE))

    def test_own_programs_are_not_compared_here(self, member, ada, mine):
        ladder.lay({"lookup.py": b"# my secret\n"}, mine)
        self.claim(ada, is_pass=True)
        member.post(f"{PAGE}solution/")
        page = text_of(member.get(PAGE))
        assert "my secret" not in page and "Yours:" not in page

    def test_queries_do_not_grow_with_tries(
        self, member, ada, django_assert_max_num_queries
    ):
        for _ in range(15):
            self.claim(ada)
        with django_assert_max_num_queries(11):
            member.get(PAGE)
