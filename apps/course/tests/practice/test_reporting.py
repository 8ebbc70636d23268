"""A learner's machine and a class's site: the real command, a real site, real HTTP."""

import io
import json
import os
import socket
import stat
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.management import call_command

from apps.course.models import Claim, LabKey
from apps.forum.tests.make import make_user
from apps.labs import ladder, outbox, trying
from apps.labs.models import Attempt, Delivery
from tests.environment import ROOT, clean

pytestmark = pytest.mark.django_db(transaction=True)
MADE = (
    "from apps.labs.models import Attempt as A; A.objects.create(lab='02_tcp', "
    "is_pass=True, seed={seed}, edition='a', answer='b', is_starter=False, hints=0, "
    "saw_solution=False)"
)
PATIENCE = 120  # seconds; nothing here should take one on a quiet machine


@pytest.fixture(autouse=True)
def learner(settings, tmp_path, monkeypatch):
    """The learner's own folders; the database they share with the site here."""
    settings.VAR_DIR = tmp_path / "var"
    monkeypatch.setattr(ladder, "MINE", tmp_path / "my")


@pytest.fixture
def lab(capsys):
    """Give a function that types a command, and gives what was said and the status."""

    def lab(*words):
        out, status = io.StringIO(), 0
        try:
            call_command("lab", *words, stdout=out)
        except SystemExit as end:
            status = end.code
        return out.getvalue() + capsys.readouterr().err, status

    return lab


@pytest.fixture
def key():
    return LabKey.objects.give(make_user("ada"))


def make_attempt(number=1, **fields):
    fields = {
        "lab": "02_tcp",
        "is_pass": False,
        "failed_step": "in_pieces",
        "message": "b'n' comes back, though more will follow.",
        "seed": number,
        "edition": "5be1aa00bb11",
        "answer": "09c3aa00bb11",
        "is_starter": False,
        "hints": 0,
        "saw_solution": False,
    } | fields
    return Attempt.objects.create(**fields)


def closed_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def sending_on(status, where, body=b""):
    """Be another site, which answers each POST with this."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Location", where)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def told():
    return sorted(Claim.objects.values_list("seed", flat=True))


class ReportTests:
    def test_says_how_before_a_site_is_known(self, lab):
        said, status = lab("report")
        assert status == 2 and "/learn/key/" in said and "report --to" in said

    def test_tells_what_the_site_does_not_know(self, lab, live_server, key):
        for number in range(1, 121):
            make_attempt(number)
        said, status = lab("report", "--to", live_server.url, "--key", key)
        assert (status, told()) == (0, list(range(1, 121))), said
        assert "120 results" in said
        make_attempt(121)
        assert lab("report")[0].startswith(f"Reported to {live_server.url}: 1 result.")
        assert Claim.objects.count() == Delivery.objects.count() == 121
        claim = Claim.objects.get(seed=121)
        attempt = Attempt.objects.get(seed=121)
        assert claim.member.username == "ada" and claim.message == attempt.message
        assert claim.made_at == attempt.made_at.replace(microsecond=0)

    def test_address_and_key_are_for_their_owner_alone(self, lab, live_server, key):
        lab("report", "--to", f"{live_server.url}/learn/?a=b", "--key", key)
        path = outbox.file()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert json.loads(path.read_text())["to"] == live_server.url
        assert [each.name for each in path.parent.iterdir()] == [path.name]
        said, _ = lab("report", "--forget")
        assert "Nothing is reported any more" in said and not path.exists()
        assert lab("report")[1] == 2

    def test_site_that_is_down_loses_nothing(self, lab, live_server, key):
        away = f"http://127.0.0.1:{closed_port()}"
        make_attempt(1)
        said, status = lab("report", "--to", away, "--key", key)
        assert (
            status == 1 and "does not answer" in said and "Kept here: 1 result" in said
        )
        # It is remembered: a site may be down when the class begins.
        assert outbox.known().to == away
        said, status = lab("report", "--to", live_server.url, "--key", key)
        assert (status, told()) == (0, [1]), said

    def test_wrong_key_is_not_remembered(self, lab, live_server):
        said, status = lab("report", "--to", live_server.url, "--key", "lab_wrong")
        assert status == 1 and "no such key" in said
        assert outbox.known() is None

    def test_key_that_was_withdrawn_is_said_and_nothing_lost(
        self, lab, live_server, key
    ):
        lab("report", "--to", live_server.url, "--key", key)
        LabKey.objects.all().delete()
        make_attempt(1)
        said, status = lab("report")
        assert status == 1 and "Kept here: 1 result." in said
        assert "no such key" in outbox.known().trouble
        new = LabKey.objects.give(make_user("bob"))
        lab("report", "--to", live_server.url, "--key", new)
        assert told() == [1] and outbox.known().trouble == ""

    def test_what_the_site_cannot_read_is_said_once(self, lab, live_server, key):
        make_attempt(1, lab="my own lab")
        make_attempt(2)
        said, status = lab("report", "--to", live_server.url, "--key", key)
        assert status == 0 and "One was refused there: lab is no name" in said
        assert told() == [2]
        assert "0 results" in lab("report")[0]

    def test_another_site_is_told_all(self, live_server, key):
        attempt = make_attempt(1)
        Delivery.objects.create(attempt=attempt, to="https://elsewhere.example.org")
        assert outbox.Outbox(live_server.url, key).send() == (1, [])

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_key_goes_nowhere_but_where_it_was_sent(
        self, lab, live_server, key, status
    ):
        make_attempt(1)
        with sending_on(status, live_server.url + outbox.ADDRESS) as site:
            said, status = lab("report", "--to", site, "--key", key)
        assert status == 1 and f"sends us on to {live_server.url}" in said
        assert outbox.known() is None and told() == []

    @pytest.mark.parametrize(
        "body", [b"<html>", b"[]", b"\xff", b'{"error": [1]}', b""]
    )
    def test_site_that_is_none_of_ours_is_taken_for_no_answer(self, lab, body):
        for status in 200, 404, 500:
            with sending_on(status, "/", body) as site:
                said, status = lab("report", "--to", site, "--key", "lab_x")
            if body != b'{"error": [1]}':
                assert status == 1 and "Traceback" not in said, said

    @pytest.mark.parametrize("address", ["ftp://a.b", "http://", "https://u:p@a.b", ""])
    def test_what_is_no_address_is_said(self, lab, address):
        said, status = lab("report", "--to", address, "--key", "lab_x")
        assert status == 2 and "no address of a site" in said

    def test_site_is_taken_as_people_copy_it(self):
        box = outbox.Outbox("class.example.org/learn/key/", "x")
        assert box.to == "https://class.example.org"

    def test_file_that_was_spoiled_is_as_none(self, lab):
        outbox.file().parent.mkdir()
        outbox.file().write_text('{"to": 5')
        assert outbox.known() is None


class CheckTests:
    def check(self, lab, monkeypatch, is_pass=False):
        """Check lab 02 as the command does, with an answer that is wrong or right."""
        tcp = ladder.find("2")
        ladder.lay(tcp.reference if is_pass else tcp.starter, tcp.mine)
        return lab("check", "2")

    def test_says_how_to_report_until_a_site_is_known(self, lab, monkeypatch):
        said, status = self.check(lab, monkeypatch, is_pass=True)
        assert status == 0 and "In a class? Report to its site:" in said

    def test_trouble_with_reporting_fails_no_check(self, lab, monkeypatch):
        outbox.Outbox("https://class.example.org", "lab_x", "It slept.").remember()

        def refuse():
            raise PermissionError("no processes here")

        monkeypatch.setattr(outbox, "begin_sending", refuse)
        said, status = self.check(lab, monkeypatch)
        assert status == 1 and "Not reported: no processes here." in said
        assert "Not reported so far: 1 result. It slept." in said

    def test_only_a_check_that_is_kept_is_reported(self, lab, monkeypatch):
        asked = []
        monkeypatch.setattr(trying.reporting, "after_check", lambda *a: asked.append(a))
        self.check(lab, monkeypatch)
        lab("check", "2", "--step", "in_pieces")
        assert len(asked) == 1


class MachineTests:
    """The learner has a clone, a database and a terminal; the class has a site."""

    def run(self, place, *words):
        around = clean(os.environ) | {"DEBUG": "1", "VAR_DIR": str(place / "var")}
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=around,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        return done.stdout + done.stderr

    def test_check_on_the_learners_machine_stands_on_the_class_site(
        self, live_server, key, tmp_path, monkeypatch
    ):
        # All of the learner's machine but the folder my/, which the command fixes: a
        # row as a check leaves it, made in that machine's own database.
        self.run(tmp_path, "migrate", "labs", "--verbosity", "0")
        self.run(tmp_path, "shell", "-v", "0", "-c", MADE.format(seed=7))
        said = self.run(
            tmp_path, "lab", "report", "--to", live_server.url, "--key", key
        )
        assert f"Reported to {live_server.url}: 1 result." in said
        claim = Claim.objects.get()
        assert (claim.seed, claim.is_pass) == (7, True)
        assert "0 results" in self.run(tmp_path, "lab", "report")
        # And what a check does by itself, in a process for which nobody waits.
        self.run(tmp_path, "shell", "-v", "0", "-c", MADE.format(seed=8))
        for name in os.environ.keys() - clean(os.environ).keys():
            monkeypatch.delenv(name)
        monkeypatch.setenv("DEBUG", "1")
        monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
        assert outbox.begin_sending().wait(PATIENCE) == 0
        assert told() == [7, 8]
