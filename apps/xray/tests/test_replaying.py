"""What if? What comes of it is true, it changes nothing, and it shows nobody more."""

import inspect
import json
import re
import socket
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from apps.xray import forms, replaying, sealing, state
from apps.xray.models import Trace

from . import hostile, specimens

# A replay has connections of its own, which see what has been committed.
pytestmark = pytest.mark.django_db(transaction=True)
COMMON = "django.middleware.common.CommonMiddleware"


def asked(xray, path, change, **more):
    """Ask what if, of a page that was just opened; give the answer."""
    _, found = xray(path)
    data = {"change": change, **more}
    return xray.client.post(f"/xray/{found['id']}/what-if/", data)


def replayed(xray, path, change="guest", **more):
    """Give both journeys' documents."""
    answer = asked(xray, path, change, **more)
    assert answer.status_code == 302, answer.content.decode()
    keys = parse_qs(urlsplit(answer["Location"]).query)
    return [json.loads(Trace.objects.get(pk=keys[n][0]).document) for n in "ab"]


def errors(answer):
    return re.findall(r"<li>.*?</li>", answer.content.decode())


def headers(found):
    return {row["name"]: row["value"] for row in found["response"]["headers"]}


class ChangeTests:
    def test_guest(self, xray):
        person = get_user_model().objects.create_user("ada", "ada@example.org")
        xray.client.force_login(person)
        was, now = replayed(xray, "/whoami/")
        assert was["request"]["who"] == "member"
        assert now["request"]["who"] == "guest"
        assert now["request"]["cookies"] == []
        assert now["replay"]["kind"] == "guest"

    def test_layer(self, xray):
        was, now = replayed(xray, "/plain/", "layer", layer=COMMON)
        assert headers(was)["Content-Length"] == "5"
        assert "Content-Length" not in headers(now)
        assert COMMON in {layer["path"] for layer in was["middleware"]}
        assert COMMON not in {layer["path"] for layer in now["middleware"]}
        # The others are where they were, and so is the site's own chain.
        assert len(was["middleware"]) == len(now["middleware"]) + 1
        assert xray.client.get("/plain/")["Content-Length"] == "5"

    def test_layer_that_others_need(self, xray):
        path = "django.contrib.sessions.middleware.SessionMiddleware"
        _, now = replayed(xray, "/plain/", "layer", layer=path)
        assert now["response"]["status"] == 500
        assert now["error"]["type"].endswith("ImproperlyConfigured")

    def test_layer_that_may_guard_something_stays(self, xray):
        path = "apps.xray.tests.specimens.outer"
        answer = asked(xray, "/plain/", "layer", layer=path)
        assert answer.status_code == 422
        assert Trace.objects.exclude(replay_of="").count() == 0

    def test_layer_that_the_project_names_may_go(self, xray, settings):
        path = "apps.xray.tests.specimens.outer"
        settings.XRAY_OPTIONAL_LAYERS = [path]
        was, now = replayed(xray, "/plain/", "layer", layer=path)
        assert headers(was)["X-Frame-Options"] == "DENY"
        assert "X-Frame-Options" not in headers(now)

    def test_header_more(self, xray):
        given = {"header_on": "Accept-Language", "header_value": "eo"}
        was, now = replayed(xray, "/plain/", "header_on", **given)
        said = {h["name"]: h["value"] for h in now["request"]["headers"]}
        assert said["Accept-Language"] == "eo"
        assert "Accept-Language" not in {h["name"] for h in was["request"]["headers"]}

    def test_header_less(self, xray):
        xray.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
        given = {"header_off": "Accept-Language"}
        was, now = replayed(xray, "/plain/", "header_off", **given)
        assert "Accept-Language" in {h["name"] for h in was["request"]["headers"]}
        assert "Accept-Language" not in {h["name"] for h in now["request"]["headers"]}

    @pytest.mark.parametrize("name", ["X-Forwarded-For", "Cookie", "Remote-User"])
    def test_header_that_says_who_one_is_cannot_be_added(self, xray, name):
        given = {"header_on": name, "header_value": "127.0.0.1"}
        answer = asked(xray, "/plain/", "header_on", **given)
        assert answer.status_code == 422

    def test_header_cannot_end_early(self, xray):
        given = {"header_on": "Accept", "header_value": "a\r\nCookie: sessionid=x"}
        assert asked(xray, "/plain/", "header_on", **given).status_code == 422

    def test_variant(self, xray):
        was, now = replayed(xray, "/two-ways/", "variant", variant="joined")
        assert was["queries"]["count"] == 4
        assert was["queries"]["groups"][0]["kind"] in {"n+1", "duplicate"}
        assert now["queries"]["count"] == 1
        assert now["replay"]["sentence"] == specimens.two_ways.variants["joined"]

    def test_nothing_chosen(self, xray):
        for change in "", "layer", "nothing", "rubbish":
            assert asked(xray, "/plain/", change).status_code == 422


class LineTests:
    def test_lines_that_ran_are_marked(self, xray):
        was, now = replayed(xray, "/two-ways/", "variant", variant="joined")
        text, first = inspect.getsourcelines(specimens.two_ways)

        def line(words):
            return next(first + n for n, row in enumerate(text) if words in row)

        assert line("rows.all()") in was["view"]["lines"]
        assert line("rows.select_related") not in was["view"]["lines"]
        assert line("rows.select_related") in now["view"]["lines"]
        assert line("rows.all()") not in now["view"]["lines"]
        assert line("return HttpResponse") in now["view"]["lines"]

    def test_other_requests_are_not_traced(self, xray):
        _, found = xray("/two-ways/")
        assert found["view"]["lines"] is None
        assert found["replay"] is None

    def test_streams_and_async_views(self, xray):
        _, now = replayed(xray, "/stream/")
        assert now["response"]["chunks"] == 3
        assert now["queries"]["count"] == 3
        _, now = replayed(xray, "/waiting/")
        assert now["view"]["lines"] is None
        assert now["response"]["status"] == 200

    def test_500_is_an_answer_like_others(self, xray):
        _, now = replayed(xray, "/broken/")
        assert now["error"]["type"] == "builtins.RuntimeError"


def state_of_the_world(folder):
    """Give all that a hostile view could have changed."""
    return {
        "groups": sorted(Group.objects.values_list("name", flat=True)),
        "sessions": session_rows(),
        "tasks": DBTaskResult.objects.count(),
        "letters": len(mail.outbox),
        "files": sorted(each.name for each in folder.iterdir()),
        "cache": (cache.get("hostile"), cache.get("kept"), len(cache._cache)),
    }


def session_rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key, session_data FROM accounts_session")
        return sorted(cursor.fetchall())


@pytest.fixture
def world(xray, tmp_path, monkeypatch):
    """A folder and a listener that the hostile views find; what may not be changed."""
    monkeypatch.setattr(hostile, "folder", str(tmp_path))
    Group.objects.create(name="kept")
    cache.set("kept", "yes")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        monkeypatch.setattr(hostile, "listening", server.getsockname())
        yield lambda: state_of_the_world(tmp_path)
    cache.clear()


@pytest.mark.parametrize("view", [*hostile.VIEWS, hostile.awaiting])
class HostileTests:
    def test_nothing_is_changed(self, xray, world, view):
        path = f"/hostile/{view.__name__}/"
        _, found = xray(path)  # this one does it
        Group.objects.get_or_create(name="kept")
        cache.set("kept", "yes")
        before = world()
        data = {"change": "guest"}
        answer = xray.client.post(f"/xray/{found['id']}/what-if/", data)
        assert answer.status_code == 302, answer.content.decode()
        assert world() == before
        # The thread is as it was, and its connection works.
        assert not state.seals
        assert not state.running
        assert connection.execute_wrappers == []
        Group.objects.create(name="afterwards")


class RefusalTests:
    """What would have been done is told."""

    @pytest.mark.parametrize(
        "view, what, words, ended",
        [
            ("raw", "query", "INSERT auth_group", False),
            ("created", "query", "INSERT auth_group", True),
            ("updated", "query", "UPDATE auth_group", False),
            ("committed", "query", "COMMIT", True),
            ("letters", "mail", "Sending a letter", False),
            ("cached", "cache", "cache.set()", False),
            ("queued", "query", "INSERT django_tasks_database_dbtaskresult", False),
            ("file", "file", "Writing a file", True),
            ("called", "network", "Using the network", True),
            ("process", "process", "Starting or ending a process", True),
            ("thread", "thread", "Starting a thread", True),
            ("copied", "database", "Opening another database", True),
            ("driven", "database", "Opening another database", True),
        ],
    )
    def test_is_told(self, xray, world, view, what, words, ended):
        Group.objects.get_or_create(name="kept")
        _, found = xray(f"/hostile/{view}/")
        Group.objects.get_or_create(name="kept")
        address = f"/xray/{found['id']}/what-if/"
        xray.client.post(address, {"change": "guest"})
        replay = json.loads(Trace.objects.exclude(replay_of="").first().document)
        first = replay["replay"]["refused"][0]
        assert (first["what"], first["name"]) == (what, words)
        assert first["ended"] is ended
        assert first["place"]["file"] == "apps/xray/tests/hostile.py"
        assert replay["replay"]["refused_count"] >= 1

    def test_values_of_what_was_not_written_are_not_kept(self, xray, world):
        was, _ = replayed(xray, "/hostile/raw/")
        assert "hostile " not in json.dumps(was["replay"])

    def test_page_shows_it(self, xray, world):
        answer = asked(xray, "/hostile/raw/", "guest")
        page = xray.client.get(answer["Location"]).content.decode()
        assert "It was not done" in page
        assert "INSERT auth_group" in page


class ReadingTests:
    @pytest.mark.parametrize(
        "sql",
        [
            "SELECT 1",
            " ( SELECT 1 )",
            "/* x */ SELECT 'INSERT INTO x'",
            'SELECT "update" FROM x',
            "WITH a AS (SELECT 1) SELECT * FROM a",
            'SAVEPOINT "s1"',
            'RELEASE SAVEPOINT "s1"',
            'ROLLBACK TO SAVEPOINT "s1"',
            "PRAGMA table_info('x')",
            "SELECT REPLACE(a, 'b', 'c') FROM x;",
        ],
    )
    def test_reads(self, sql):
        assert sealing.only_reads(sql)

    @pytest.mark.parametrize(
        "sql",
        [
            "INSERT INTO x VALUES (1)",
            "-- SELECT\nDELETE FROM x",
            "WITH a AS (DELETE FROM x RETURNING *) SELECT * FROM a",
            "SELECT 1; DROP TABLE x",
            "ROLLBACK",
            "COMMIT",
            "BEGIN",
            "PRAGMA query_only = 0",
            "SET default_transaction_read_only = off",
            "EXPLAIN ANALYZE UPDATE x SET a = 1",
            "CREATE TABLE x (y int)",
            "VACUUM",
            "",
        ],
    )
    def test_writes(self, sql):
        assert not sealing.only_reads(sql)


class PersonTests:
    def test_others_cannot_replay_it(self, xray):
        _, found = xray("/plain/")
        other = Client()
        other.cookies["xray"] = "another-guest"
        address = f"/xray/{found['id']}/what-if/"
        assert other.get(address).status_code == 404
        assert other.post(address, {"change": "guest"}).status_code == 404
        assert Trace.objects.exclude(replay_of="").count() == 0

    def test_it_takes_a_token(self, xray, settings):
        settings.CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
        _, found = xray("/plain/")
        client = Client(enforce_csrf_checks=True)
        client.cookies["xray"] = xray.client.cookies["xray"].value
        address = f"/xray/{found['id']}/what-if/"
        assert client.post(address, {"change": "guest"}).status_code == 403

    def test_switched_off_means_not_found(self, xray, settings):
        _, found = xray("/plain/")
        settings.XRAY = "off"
        assert xray.client.get(f"/xray/{found['id']}/what-if/").status_code == 404

    def test_permission_is_asked_again(self, xray, settings):
        _, found = xray("/plain/")
        settings.XRAY_TEST = f"{__name__}.nobody"
        settings.XRAY = "own"
        # A guest's cookie is no owner here; nor is anybody without the permission.
        assert xray.client.get(f"/xray/{found['id']}/what-if/").status_code == 404

    def test_only_a_get_is_made_again(self, xray):
        _, found = xray("/form/", "post", data={"name": "Ada"})
        answer = xray.client.post(f"/xray/{found['id']}/what-if/", {"change": "guest"})
        assert answer.status_code == 422
        assert b"Only a GET is made again" in answer.content
        assert Trace.objects.exclude(replay_of="").count() == 0

    def test_page_of_x_ray_and_its_answers_are_kept_by_nobody(self, xray):
        _, found = xray("/plain/")
        answer = xray.client.get(f"/xray/{found['id']}/what-if/")
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
        assert Trace.objects.count() == 1

    def test_cookies_of_a_replay_stay_inside(self, xray):
        answer = asked(xray, "/headers/", "guest")
        assert "flavour" not in answer.cookies


def nobody(user):
    return False


class AddressTests:
    def test_parts_that_are_held_back_are_asked_for(self, xray):
        _, found = xray("/reset/MQ/set-secret-0123456789/")
        address = f"/xray/{found['id']}/what-if/"
        assert b'name="address"' in xray.client.get(address).content
        data = {"change": "guest"}
        assert xray.client.post(address, data).status_code == 422
        wrong = data | {"address": "/plain/"}
        assert xray.client.post(address, wrong).status_code == 422
        right = data | {"address": "http://testserver/reset/MQ/set-secret-0123456789/"}
        assert xray.client.post(address, right).status_code == 302
        assert "set-secret" not in json.dumps(list(Trace.objects.values()), default=str)

    def test_parameters(self, xray):
        _, found = xray("/plain/?q=an+old+secret&page=2")
        address = f"/xray/{found['id']}/what-if/"
        data = {"change": "guest", "address": "/plain/?q=another&page=2"}
        assert xray.client.post(address, data).status_code == 422
        data["address"] = "/plain/?q=an+old+secret&page=2"
        assert xray.client.post(address, data).status_code == 302

    def test_harmless_address_is_known(self, xray):
        _, found = xray("/pages/hello/7/")
        assert forms.address_of(found) is None  # "hello" is a word of somebody's
        _, found = xray("/plain/")
        assert forms.address_of(found) == "/plain/"


class BoundTests:
    def test_time(self, xray, monkeypatch):
        monkeypatch.setattr(replaying, "SECONDS", 0.05)
        answer = asked(xray, "/hostile/slow/", "guest")
        assert answer.status_code == 422
        assert "was stopped" in answer.content.decode(), errors(answer)
        assert not state.seals
        assert not state.running
        assert Trace.objects.exclude(replay_of="").count() == 0

    def test_one_query_that_takes_too_long(self, xray, monkeypatch):
        """The database is told when to stop."""
        endless = {
            "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
            " SELECT count(*) FROM n",
            "postgresql": "SELECT pg_sleep(600)",
        }
        if connection.vendor not in endless:
            pytest.skip("Only these two are told.")

        def wait(seal):
            with connection.cursor() as cursor:
                cursor.execute(endless[connection.vendor])

        with pytest.raises(Exception, match="interrupted|timeout"):
            sealing.behind(0.1, wait)
        assert not state.seals

    def test_page_that_was_slow(self, xray):
        _, found = xray("/plain/")
        Trace.objects.update(duration=replaying.SLOWEST + 1)
        answer = xray.client.post(f"/xray/{found['id']}/what-if/", {"change": "guest"})
        assert answer.status_code == 422

    def test_so_many_in_a_minute(self, xray, monkeypatch):
        monkeypatch.setattr(replaying, "MOST_A_MINUTE", 2)
        assert asked(xray, "/plain/", "guest").status_code == 302
        assert asked(xray, "/plain/", "guest").status_code == 302
        assert asked(xray, "/plain/", "guest").status_code == 422

    def test_one_at_a_time(self, xray):
        with replaying.turn("somebody else"):
            answer = asked(xray, "/plain/", "guest")
        assert b"Another page is being replayed" in answer.content
        assert asked(xray, "/plain/", "guest").status_code == 302

    def test_replay_in_a_replay(self, xray):
        with pytest.raises(RuntimeError, match="replays nothing"):
            sealing.behind(5, lambda seal: sealing.behind(5, lambda inner: None))

    def test_request_that_asks_does_no_more_than_it_needs(self, xray):
        """On its own connection: who it is, the trace, how many, and two rows."""
        _, found = xray("/many/")
        with CaptureQueriesContext(connection) as asked_here:
            xray.client.post(f"/xray/{found['id']}/what-if/", {"change": "guest"})
        assert len(asked_here) < 30


def test_places_of_django_that_are_used_are_there():
    """By name and by nature; when Django changes them, this says so first."""
    atomic = import_string("django.db.transaction.Atomic")
    assert "_from_testcase" in inspect.getsource(atomic)
    base = import_string("django.http.response.HttpResponseBase")
    assert "_resource_closers" in inspect.getsource(base)
