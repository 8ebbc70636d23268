"""The command as a learner types it, on the starter of lab 02."""

import io
import json
import re
import types

import pytest
from django.core.management import call_command

from apps.labs import (
    answers,
    checking,
    ladder,
    records,
    report,
    running,
    terminal,
    trying,
    verbs,
)
from apps.labs.models import MESSAGE, Attempt, Help

pytestmark = pytest.mark.django_db

TCP = ladder.find("2")
DONE = {"broken": ""}


@pytest.fixture(autouse=True)
def mine(tmp_path, monkeypatch):
    monkeypatch.setattr(ladder, "MINE", tmp_path / "my")
    return tmp_path / "my" / "02_tcp"


@pytest.fixture
def lab(capsys):
    """Give a function that types a command, and gives what was said and the status."""

    def lab(line):
        out = io.StringIO()
        status = 0
        try:
            call_command("lab", *line.split(), stdout=out)
        except SystemExit as end:
            status = end.code
        return out.getvalue() + capsys.readouterr().err, status

    return lab


def write_wrong(folder, name):
    """Answer lab 02 as one of its wrong answers does."""
    (wrong,) = (answer for answer in answers.wrong(TCP) if answer.name == name)
    ladder.lay(wrong.files, folder)


class StartTests:
    def test_lays_the_starter_and_says_what_to_do(self, lab, mine):
        said, status = lab("start 2")
        assert status == 0
        assert "lab check 02" in said and "echo_server.py" in said
        assert ladder.read(mine) == TCP.starter

    def test_what_is_given_is_not_said_to_be_unfinished(self, lab):
        said, _ = lab("start 6")
        yours, given = said.split("These are to be run as they are:")
        assert "gateway.py" in yours and "cost.py" not in yours
        assert "cost.py measures" in given
        said, _ = lab("start 9")
        assert "gateway.py" in said.split("These are to be run as they are:")[0]

    def test_never_touches_what_is_there(self, lab, mine):
        lab("start 2")
        (mine / "lookup.py").write_text("mine")
        said, status = lab("start 02_tcp")
        assert status == 2 and "reset 02" in said
        assert (mine / "lookup.py").read_text() == "mine"

    def test_reset_begins_again_and_keeps_what_was_written(self, lab, mine):
        for number in 1, 2:
            lab("start tcp")
            (mine / "lookup.py").write_text(f"mine {number}")
            _, status = lab("reset tcp")
            assert status == 0
            assert ladder.read(mine) == TCP.starter
            beside = mine.with_name(f"02_tcp.{number}")
            assert (beside / "lookup.py").read_text() == f"mine {number}"


class CheckTests:
    def test_failure_tells_all_that_helps(self, lab, mine):
        write_wrong(mine, "single_recv")
        said, status = lab("check 2 --seed 7")
        assert status == 1
        assert "passed: The bytes that were sent come back" in said
        for words in (
            "not yet: A message in pieces comes back",
            "Sent (1 byte):\n    o",
            "Came back (1 byte):\n    o",
            "Sent (1 byte):\n    n",
            "Expected:\n    b'n' comes back, though more will follow.",
            "Says who: RFC 9293, § 2.2",
            "https://www.rfc-editor.org/rfc/rfc9293#section-2.2",
            "Ask yourself:",
            "lab check 02 --seed 7",
        ):
            assert words in said

    def test_failure_is_told_to_machines_too(self, lab, mine):
        write_wrong(mine, "single_recv")
        said, status = lab("check 2 --json")
        told = json.loads(said)
        assert (status, told["passed"]) == (1, False)
        (failed,) = (step for step in told["steps"] if step["state"] == "failed")
        assert failed["name"] == "in_pieces"
        assert failed["conversation"][0] == {
            "kind": "sent",
            "bytes": 1,
            "text": "o",
            "hex": "6f",
        }
        assert failed["clause"]["document"] == "RFC 9293"
        assert told["attempt"]["failed_step"] == "in_pieces"

    def test_is_kept(self, lab, mine):
        write_wrong(mine, "single_recv")
        lab("check 2 --seed 7")
        attempt = Attempt.objects.get()
        # How the connection ends is a race between what is unread and the close.
        assert attempt.message.startswith("b'n' comes back, though more will follow. ")
        assert attempt.as_data() == {
            "lab": "02_tcp",
            "made_at": attempt.made_at.isoformat(timespec="seconds"),
            "passed": False,
            "failed_step": "in_pieces",
            "message": attempt.message,
            "seed": 7,
            "edition": TCP.edition,
            "answer": ladder.digest(ladder.read(mine)),
            "starter": False,
            "hints": 0,
            "saw_solution": False,
        }

    def test_message_is_a_line_that_a_database_can_keep(self, mine):
        got = f"\0\ud800 {mine}/echo_server.py\nbroke " + "far " * 200
        program = types.SimpleNamespace(folder=mine)
        refused = checking.Refused("It answers.", got=got)
        line = report.in_short(running.Failure(broken, refused, program, ""), TCP.name)
        assert line.startswith("It answers. my/02_tcp/echo_server.py broke far far")
        assert len(line) == MESSAGE and line.isprintable() and line[-1] == "…"

    def test_pass_is_kept_and_opens_the_solution(self, lab, mine):
        ladder.lay(TCP.reference, mine)
        said, status = lab("check 2")
        assert status == 0 and "All passed: 14 steps." in said
        assert Attempt.objects.get().is_pass
        said, status = lab("solution 2")
        assert status == 0 and "the smallest useful server" in said

    def test_one_step_alone_is_no_attempt(self, lab, mine):
        ladder.lay(TCP.reference, mine)
        said, status = lab("check 2 --step in_pieces")
        assert status == 0 and "All passed: 1 step." in said
        assert not Attempt.objects.exists()

    def test_same_seed_asks_the_same(self, mine):
        write_wrong(mine, "first_kilobyte")
        how = running.How(seed=5, patience=1, only="long_message")
        first, second = (
            running.run(TCP, ladder.read(mine), how).failure for _ in range(2)
        )
        assert first.refused.wire.events[0] == second.refused.wire.events[0]

    def test_mistake_of_the_check_is_not_the_learners(self, lab, mine, monkeypatch):
        lab("start 2")
        for module in checking, running:
            monkeypatch.setattr(module, "steps_of", lambda lab: [broken])
        said, status = lab("check 2")
        assert status == 1
        assert "your program is not to blame" in said and "ZeroDivisionError" in said
        assert not Attempt.objects.exists()

    def test_works_without_a_database(self, lab, mine, monkeypatch):
        lab("start 2")
        monkeypatch.setattr(records, "are_kept", lambda: False)
        said, status = lab("check 2 --step name_to_addresses")
        assert status == 1
        said, status = lab("check 2")
        assert status == 1 and "`make labs` makes them" in said
        assert lab("list")[1] == 0


@checking.step("Breaks", clause=checking.rfc(1, "1", "Nothing."), question="Why?")
def broken(bench):
    return 1 / 0


class SolutionTests:
    def test_opens_after_three_different_tries(self, lab, mine):
        lab("start 2")
        for _ in range(3):
            lab("check 2")
        said, status = lab("solution 2")
        assert status == 1 and "after 3 more different tries" in said
        for number in range(3):
            (mine / "lookup.py").write_text(f"print({number})")
            said, _ = lab("check 2")
            lab("check 2")
        assert "The solution is open" in said
        assert lab("solution 2")[1] == 0
        assert Help.objects.get().kind == Help.Kind.SOLUTION
        lab("check 2")
        assert Attempt.objects.latest("pk").saw_solution

    def test_shows_what_was_to_be_written_and_nothing_else(self):
        """What the learner has been given needs no showing, nor has it changed."""
        files = ladder.find("12").solution.keys()
        assert files >= {"votes.py", "by_flask.py", "roles.txt"}
        assert not files & {"serve.py", "framework.py", "grid.py"}
        for lab in ladder.labs():
            assert lab.solution, lab.name

    def test_unchanged_starter_is_said_to_be_no_try(self, lab, mine):
        lab("start 2")
        assert "not counted as a try" in lab("check 2")[0]
        (mine / "notes.txt").write_text("What is a socket?")
        assert "not counted as a try" in lab("check 2")[0]

    def test_what_python_cannot_read_is_no_try(self, lab, mine):
        lab("start 2")
        (mine / "lookup.py").write_text("def main(:")
        said, status = lab("check 2")
        assert status == 1 and "cannot read is not counted as a try" in said
        assert "line 1" in said and "getaddrinfo" not in said
        assert not Attempt.objects.exists()


class HintTests:
    def test_come_one_by_one_and_are_counted(self, lab, mine):
        first, _ = lab("hint 2")
        again, _ = lab("hint 2 1")
        assert first == again and "hint 1 of 3" in first
        assert lab("hint 2 3")[1] == 2
        for number in 2, 3, 3:
            assert f"hint {number} of 3" in lab("hint 2")[0]
        lab("start 2")
        lab("check 2")
        assert Attempt.objects.get().hints == 3


class ListTests:
    def test_says_how_far_you_are(self, lab, mine):
        assert "02 tcp: not begun." in lab("list")[0]
        write_wrong(mine, "single_recv")
        lab("check 2")
        assert "02 tcp: begun, 1 try." in lab("list")[0]
        told = json.loads(lab("list --json")[0])["labs"]
        (tcp,) = (row for row in told if row["name"] == "02_tcp")
        assert tcp["attempts"][0]["failed_step"] == "in_pieces"


class DoctorTests:
    def test_is_content(self, lab):
        said, status = lab("doctor 2")
        assert status == 0 and "lab 02: ready" in said

    def test_names_what_is_missing_and_how_to_get_it(self, lab, monkeypatch):
        needs = {"packages": ["no_such_package"], "programs": ["nginx"]}
        monkeypatch.setattr(ladder.Lab, "needs", needs)
        monkeypatch.setattr("apps.labs.doctor.find", lambda name: None)
        said, status = lab("doctor 2")
        assert status == 3
        assert "missing: nginx, the web server" in said
        assert "sudo apt install nginx" in said and "brew install nginx" in said
        assert "Everywhere: make labs" in said
        lab("start 2")
        said, status = lab("check 2")
        assert status == 3 and "sudo apt install nginx" in said

    def test_says_what_is_left_out_where_something_is_missing(
        self, lab, mine, monkeypatch
    ):
        wants = {"programs": ["nginx"], "without": "the second half is left out"}
        monkeypatch.setattr(ladder.Lab, "wants", wants)
        monkeypatch.setattr("apps.labs.doctor.find", lambda name: None)
        said, status = lab("doctor 2")
        assert status == 0 and "lab 02: ready" in said
        assert "lab 02 without nginx: the second half is left out." in said
        assert "sudo apt install nginx" in said
        told = json.loads(lab("doctor 2 --json")[0])
        assert told["left_out"]["lab 02"][0]["name"] == "nginx"
        ladder.lay(TCP.reference, mine)
        said, status = lab("check 2 --step in_pieces")
        assert status == 0 and "Without nginx, the second half is left out." in said

    def test_uwsgi_is_compiled_for_this_python(self, lab, monkeypatch):
        monkeypatch.setattr("apps.labs.doctor.find", lambda name: None)
        said, status = lab("doctor 17")
        assert status == 3
        assert re.search(r"Then: \S+ -m pip install .*uwsgi==\d", said)


class WrongCommandTests:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("chek 2", "Did you mean: "),
            ("2", "lab check 02"),
            ("tcp start", "lab start 02"),
            ("check", "Which lab?"),
            ("check tpc", "Did you mean 02, tcp?"),
            ("check 2", "lab start 02"),
            ("check 99", "There are: 01_journey, 02_tcp"),
            ("check 2 --sed 3", "Did you mean --seed?"),
            ("check 2 --seed x", "invalid int value: 'x'."),
            ("run 2 --port 99999", "a port is a number up to 65535"),
            ("fly", "There are: list, doctor"),
            ("list 2", "`list` makes nothing of: 2"),
            ("check 2 in_pieces", "`check` makes nothing of: in_pieces"),
            ("hint 2 1 2", "`hint` makes nothing of: 2"),
            ("run 2 look", "It has: echo_server.py"),
            ("check 2 --step in_piece", "You have not begun"),
        ],
    )
    def test_says_what_to_type_instead(self, lab, typed, meant):
        said, status = lab(typed)
        assert status == 2
        assert meant in said

    def test_option_of_the_program_comes_after_two_dashes(self, lab, monkeypatch):
        line = "run 8 text_body --short"
        monkeypatch.setattr("sys.argv", ["manage.py", "lab", *line.split()])
        said, status = lab(line)
        assert status == 2
        assert "lab run 8 text_body -- --short" in said

    def test_machines_are_told_too(self, lab):
        said, status = lab("check tpc --json")
        assert "02, tcp" in json.loads(said)["error"]
        assert status == 2

    def test_nothing_typed_explains_all(self, lab):
        said, status = lab("")
        assert status == 0
        assert all(f"    {verb}: " in said for verb in verbs.VERBS)

    @pytest.mark.parametrize("name", ["2", "02", "tcp", "02_tcp", "02-TCP", "02_tcp/"])
    def test_names_of_a_lab(self, name):
        assert ladder.find(name) == TCP

    def test_lab_of_the_folder_one_is_in(self, lab, mine, monkeypatch):
        lab("start 2")
        monkeypatch.chdir(mine)
        assert lab("check")[1] == 1


class RunTests:
    @pytest.fixture(autouse=True)
    def started(self, monkeypatch):
        """Start nothing; remember what would have been."""
        started = []
        monkeypatch.setattr(
            verbs.subprocess, "Popen", lambda command, **_: started.append(command)
        )
        monkeypatch.setattr(verbs, "wait_for", lambda process: 0)
        return started

    def test_starts_your_program_or_the_reference(self, lab, started, mine):
        said, status = lab("run 2 lookup example.org")
        assert status == 0 and "the reference" in said
        lab("start 2")
        assert "reference" not in lab("run 2 lookup.py example.org")[0]
        assert "the reference" in lab("run 2 lookup.py --reference")[0]
        assert [command[1:] for command in started] == [
            [str(TCP.folder / "lookup.py"), "example.org"],
            [str(mine / "lookup.py"), "example.org"],
            [str(TCP.folder / "lookup.py"), "localhost"],
        ]

    def test_takes_the_port_of_the_text_and_another_when_that_is_taken(
        self, lab, started, monkeypatch
    ):
        monkeypatch.setattr("apps.labs.ports.is_free", lambda port: True)
        lab("run 2")
        monkeypatch.setattr("apps.labs.ports.is_free", lambda port: port != 8007)
        monkeypatch.setattr("apps.labs.ports.is_unused", lambda port: False)
        said, _ = lab("run 2")
        assert [command[2] == "8007" for command in started] == [True, False]
        assert (
            f"Port 8007 is in use by another program; it gets {started[1][2]}" in said
        )

    def test_who_starts_nginx_again_keeps_the_address(self, lab, started, monkeypatch):
        """Its last connections are in TIME-WAIT, which is nothing to a given server."""
        monkeypatch.setattr("apps.labs.ports.is_free", lambda port: port > 8999)
        monkeypatch.setattr("apps.labs.ports.is_unused", lambda port: True)
        assert "Port" not in lab("run 20 faulty")[0]
        assert started[0][2] == "8443"
        assert "kept for a minute by its last connections" in lab("run 2")[0]


class WatchTests:
    def test_checks_at_once_and_at_each_save(self, mine, tmp_path):
        ladder.lay(TCP.starter, mine)
        saves = trying.saves(mine, pause=0)
        assert next(saves) == TCP.starter
        (mine / "lookup.py").write_text("changed")
        assert next(saves)["lookup.py"] == b"changed"


class Screen(io.StringIO):
    def isatty(self):
        return True


class ColourTests:
    def test_only_on_a_terminal_that_wants_it(self, monkeypatch):
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.delenv("NO_COLOR", raising=False)
        assert terminal.has_colour(Screen())
        assert not terminal.has_colour(io.StringIO())
        monkeypatch.setenv("NO_COLOR", "1")
        assert not terminal.has_colour(Screen())

    def test_says_nothing_that_words_do_not(self, mine):
        write_wrong(mine, "single_recv")
        how = running.How(seed=1, patience=1, only="in_pieces")
        result = running.run(TCP, ladder.read(mine), how)
        coloured = report.as_text(result, lambda kind, words: f"<{words}>")
        plain = report.as_text(result, terminal.plain)
        assert "\n".join(coloured).replace("<", "").replace(">", "") == "\n".join(plain)
