"""The whole stack: what only nginx, uWSGI, Django and PostgreSQL together show."""

import json
import os
import re
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count

import pytest

from .machine import fact_of, processes, until

MEMBER = """
from django.conf import settings
from django.contrib.auth import get_user_model
from apps.accounts.sessions import SessionStore
member, _ = get_user_model().objects.get_or_create(username="stack-tester")
session = SessionStore()
session["_auth_user_id"] = str(member.pk)
session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[-1]
session["_auth_user_hash"] = member.get_session_auth_hash()
session.save()
print("session:" + session.session_key)
"""


@pytest.fixture(scope="session")
def member(stack):
    """The cookie of somebody who has signed in."""
    said = stack.manage("shell", "-c", MEMBER)
    return "sessionid=" + re.search(r"session:(\w+)", said)[1]


@contextmanager
def load(stack, path="/forum/"):
    """Four readers who go on asking; gives the list of all answers."""
    numbers, answers, enough = count(), [], threading.Event()

    def read():
        while not enough.is_set():
            # Each address is new, so that none comes from the cache.
            answers.append(stack.ask(f"{path}?{next(numbers)}").status)

    with ThreadPoolExecutor(4) as readers:
        reading = [readers.submit(read) for _ in range(4)]
        try:
            yield answers
        finally:
            enough.set()
        for reader in reading:
            reader.result()


def more(answers, number=20):
    """Wait until so many more requests have been answered."""
    goal = len(answers) + number
    until(lambda: len(answers) >= goal)


class StartTests:
    def test_it_is_ready(self, stack):
        answer = stack.ask("/readyz")
        assert answer.status == 200
        assert json.loads(answer.body)["ready"] is True

    def test_it_is_alive(self, stack):
        assert stack.ask("/healthz").body == b"ok\n"

    def test_deployment_check_is_clean(self, stack):
        assert "System check identified no issues" in stack.says()

    def test_nothing_runs_as_root(self, stack):
        for name in "nginx", "uWSGI", "PostgreSQL":
            assert fact_of(stack.pid(name), "uid") != "0", name

    def test_sockets_are_for_their_owner_only(self, stack):
        mode = os.stat(stack.run_folder()).st_mode & 0o777
        assert mode == 0o700

    def test_files_with_secrets_are_for_their_owner_only(self, stack):
        for name in "secret_key", "production.env":
            assert (stack.var / name).stat().st_mode & 0o077 == 0, name


class PageTests:
    def test_guest_gets_no_cookie(self, stack):
        for path in "/", "/forum/":
            answer = stack.ask(path)
            assert answer.status == 200
            assert "Set-Cookie" not in answer.headers, path

    def test_guests_page_costs_django_once_a_second(self, stack):
        def ask_twice():
            return [stack.ask("/forum/").headers["X-Cache"] for _ in range(2)]

        # Unless the second ends between the two.
        until(lambda: ask_twice()[1] == "HIT", 10)

    def test_cached_page_does_not_reach_django(self, stack):
        """Of many guests in a row, most are served without Django."""
        ids = [stack.ask("/forum/?crowd").headers["X-Request-ID"] for _ in range(50)]
        asked = [line for line in stack.log(ids) if line["upstream_seconds"]]
        assert 1 <= len(asked) < 25

    def test_members_page_is_never_kept(self, stack, member):
        answers = [stack.ask("/forum/", Cookie=member) for _ in range(3)]
        assert [a.headers["X-Cache"] for a in answers] == ["BYPASS"] * 3
        assert {a.headers["Cache-Control"] for a in answers} == {"private"}
        lines = stack.log([a.headers["X-Request-ID"] for a in answers])
        assert all(line["upstream_seconds"] for line in lines)
        assert stack.ask("/forum/").headers["X-Cache"] != "BYPASS"

    def test_one_id_in_header_and_logs(self, stack):
        answer = stack.ask("/no-such-page/", X_Request_ID="6" * 32)
        assert answer.status == 404
        (number,) = answer.headers.get_all("X-Request-ID")
        assert number in answer.text
        until(lambda: number in (stack.var / "logs/access.log").read_text())

    def test_security_headers_come_once(self, stack):
        headers = stack.ask("/forum/").headers
        for name in (
            "Content-Security-Policy",
            "X-Content-Type-Options",
            "Referrer-Policy",
            "X-Frame-Options",
            "Cross-Origin-Opener-Policy",
        ):
            assert len(headers.get_all(name)) == 1, name

    def test_page_is_compressed(self, stack):
        answer = stack.ask("/forum/", Accept_Encoding="gzip")
        assert answer.headers["Content-Encoding"] == "gzip"


class StaticTests:
    def test_django_never_sees_them(self, stack):
        page = stack.ask("/admin/login/").text
        paths = set(re.findall(r'"(/static/[^"]+\.(?:css|js))"', page))
        assert paths
        for path in paths:
            answer = stack.ask(path, Accept_Encoding="gzip")
            assert answer.status == 200
            assert "immutable" in answer.headers["Cache-Control"], path
            # Django would have given it one.
            assert "X-Request-ID" not in answer.headers
        lines = [line for line in stack.lines() if line["uri"] in paths]
        assert len(lines) >= len(paths)
        assert {line["upstream_seconds"] for line in lines} == {""}


class TroubleTests:
    def test_killed_worker_loses_no_reader(self, stack):
        with load(stack) as answers:
            for _ in range(3):
                more(answers)
                victim = min(until(lambda: len(w := stack.workers()) > 1 and w))
                os.kill(victim, signal.SIGKILL)
                until(lambda: len(stack.workers() - {victim}) > 1)  # noqa: B023 awaited
            more(answers)
        assert set(answers) == {200}

    def test_graceful_reload_loses_no_reader(self, stack):
        old = stack.workers()
        with load(stack) as answers:
            more(answers)
            with open(f"{stack.run_folder()}/uwsgi.fifo", "w") as orders:
                orders.write("c")
            until(lambda: len(w := stack.workers()) > 1 and not w & old)
            more(answers)
        assert set(answers) == {200}

    def test_queue_worker_starts_again(self, stack):
        (victim,) = until(stack.queue_workers)
        os.kill(victim, signal.SIGKILL)
        until(lambda: set(stack.queue_workers()) - {victim})

    def test_dead_database_is_said_and_survived(self, stack, member):
        supervisor = stack.process.pid
        # So that we, and not the stack, decide when the database returns.
        os.kill(supervisor, signal.SIGSTOP)
        try:
            os.kill(stack.pid("PostgreSQL"), signal.SIGINT)
            until(lambda: stack.ask("/readyz").status == 503)
            answer = stack.ask("/forum/", Cookie=member)
            assert answer.status == 503
            assert answer.headers["Retry-After"]
            assert answer.headers["X-Request-ID"] in answer.text
            assert "database" in answer.text
            assert stack.ask("/healthz").status == 200
        finally:
            os.kill(supervisor, signal.SIGCONT)
        until(stack.is_ready)
        assert stack.ask("/forum/", Cookie=member).status == 200
        assert "PostgreSQL has ended (exit code 0)." in stack.says()

    def test_dead_uwsgi_is_said_and_survived(self, stack):
        (orphan,) = until(stack.queue_workers)
        os.kill(stack.pid("uWSGI"), signal.SIGKILL)
        answer = until(lambda: (a := stack.ask("/forum/?dead")).status == 502 and a)
        assert "The site is not running just now" in answer.text
        until(stack.is_ready)
        assert "uWSGI has ended (signal 9)." in stack.says()
        assert len(until(stack.queue_workers)) == 1
        assert orphan not in processes("manage.py worker")
