"""Whatever a program does, it gets a clear result in bounded time, and nothing is left."""

import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace

import pytest

from apps.labs import keeper
from apps.labs.programs import Limits, Program, environment, poll

pytestmark = pytest.mark.database("sqlite")

# For a busy machine; nothing here takes more than a second on a quiet one.
PATIENCE = 60
# Each process of a program leaves its number here.
LEAVE_NUMBER = """
import os, signal, sys, time
def here():
    with open("numbers", "a") as file:
        file.write(f"{os.getpid()}\\n")
here()
"""


@pytest.fixture
def start(tmp_path):
    started = []

    def start(source, **limits):
        (tmp_path / "program.py").write_text(LEAVE_NUMBER + textwrap.dedent(source))
        command = [sys.executable, "program.py"]
        kept = replace(Limits(), **limits)
        started.append(Program(command, tmp_path, environment(tmp_path), kept))
        return started[-1]

    yield start
    for program in started:
        program.stop()


def numbers(folder):
    path = folder / "numbers"
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def living(folder):
    """Give those of the processes that are still there."""
    found = []
    for number in numbers(folder):
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            continue
        found.append(number)
    return found


def all_gone(folder):
    """Wait: where init inherits them it may take a moment to bury them."""
    return poll(lambda: not living(folder), PATIENCE)


def test_output_and_end_are_told(start):
    program = start("print('hello'); print('oh', file=sys.stderr); sys.exit(3)")
    assert program.wait_ended(PATIENCE)
    program.stop()
    assert (program.output, program.errors) == (b"hello\n", b"oh\n")
    assert program.how_it_ended().endswith("by itself, with exit status 3.")


def test_input_is_given_and_may_be_ignored(start):
    program = start("print(len(sys.stdin.buffer.read()))")
    program.say(b"x" * 300_000)
    program.say_no_more()
    assert program.wait_ended(PATIENCE)
    program.stop()
    assert program.output == b"300000\n"
    deaf = start("print('no')")
    deaf.say(b"x" * 300_000)
    assert deaf.wait_ended(PATIENCE)


def test_hanging_program_that_ignores_signals_is_ended(start, tmp_path):
    program = start(
        """
        for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_IGN)
        print("deaf", flush=True)
        while True:
            time.sleep(60)
        """
    )
    assert program.wait(lambda: program.output, PATIENCE)
    program.signal(signal.SIGTERM)
    program.stop()
    assert program.status == -signal.SIGKILL
    assert all_gone(tmp_path)


def test_endless_forks_are_noticed_and_ended(start, tmp_path):
    # Not quite endless: should the keeper fail, the machine must not.
    program = start(
        """
        while os.path.getsize("numbers") < 1000:
            os.fork()
            here()
        time.sleep(60)
        """,
        processes=10,
    )
    assert program.wait(lambda: program.over, PATIENCE)
    assert "more than 10 processes" in program.how_it_ended()
    program.stop()
    assert len(numbers(tmp_path)) > 10
    assert all_gone(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives orphans back")
def test_child_in_a_session_of_its_own_is_ended(start, tmp_path):
    program = start(
        """
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                here()
                print("away", flush=True)
                time.sleep(60)
            os._exit(0)
        time.sleep(60)
        """
    )
    assert program.wait(lambda: program.output, PATIENCE)
    program.stop()
    assert len(numbers(tmp_path)) == 2
    assert all_gone(tmp_path)


def test_child_that_outlives_its_parent_is_ended(start, tmp_path):
    program = start(
        """
        if os.fork() == 0:
            here()
            print("orphan", flush=True)
            time.sleep(60)
        os._exit(0)
        """
    )
    assert program.wait(lambda: program.output and program.has_ended, PATIENCE)
    assert program.status == 0
    program.stop()
    assert all_gone(tmp_path)


def test_program_that_stops_its_keeper_is_ended(start, tmp_path):
    program = start(
        """
        os.kill(os.getppid(), signal.SIGSTOP)
        print("stopped", flush=True)
        time.sleep(1000)
        """
    )
    assert program.wait(lambda: program.output, PATIENCE)
    program.stop()
    assert numbers(tmp_path) and all_gone(tmp_path)


def test_flood_is_ended(start, tmp_path):
    program = start("while True:\n    print('x' * 1000)")
    assert program.wait_ended(PATIENCE)
    assert "more than 1 MiB of output" in program.how_it_ended()
    program.stop()
    assert len(program.output) == 1 << 20
    assert all_gone(tmp_path)


def test_memory_of_all_processes_together_is_limited(start):
    program = start(
        """
        for _ in range(8):
            if os.fork() == 0:
                kept = b"x" * (40 << 20)
                time.sleep(60)
        time.sleep(60)
        """,
        memory=200,
    )
    assert program.wait(lambda: program.over, PATIENCE)
    assert "more than 200 MiB of memory" in program.how_it_ended()


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no such limit")
def test_memory_of_one_process_is_limited(start):
    program = start("b'x' * (500 << 20)", memory=200)
    assert program.wait_ended(PATIENCE)
    program.stop()
    assert b"MemoryError" in program.errors


def test_computing_is_limited(start):
    program = start("while True:\n    pass", cpu=1)
    assert program.wait_ended(PATIENCE)
    assert "1 s of computing is enough" in program.how_it_ended()


def test_time_is_limited(start):
    program = start("time.sleep(60)", seconds=1)
    assert program.wait_ended(PATIENCE)
    assert "longer than 1 s" in program.how_it_ended()


def test_files_are_limited(start):
    program = start("open('big', 'wb').write(b'x' * (3 << 20))", file=2)
    assert program.wait_ended(PATIENCE)
    program.stop()
    assert "SIGXFSZ" in program.how_it_ended() or b"File too large" in program.errors


def test_open_files_are_limited(start):
    program = start("[open('program.py') for _ in range(100)]", open_files=50)
    assert program.wait_ended(PATIENCE)
    program.stop()
    assert b"Too many open files" in program.errors


def test_program_that_is_not_there(tmp_path):
    program = Program(["no-such-program"], tmp_path, environment(tmp_path))
    assert program.wait_ended(PATIENCE)
    program.stop()
    assert "no-such-program: No such file" in program.how_it_ended()


def test_all_ends_with_the_check_even_if_that_is_killed(tmp_path):
    (tmp_path / "program.py").write_text(
        LEAVE_NUMBER + "os.fork()\nhere()\ntime.sleep(60)"
    )
    check = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time; from pathlib import Path\n"
            "from apps.labs.programs import Program, environment\n"
            f"folder = Path({str(tmp_path)!r})\n"
            "Program([sys.executable, 'program.py'], folder, environment(folder))\n"
            "time.sleep(60)",
        ]
    )
    assert poll(lambda: len(numbers(tmp_path)) == 3, PATIENCE)
    check.kill()
    check.wait()
    assert all_gone(tmp_path)


def test_who_loses_its_parent_while_it_is_looked_for_is_ended(monkeypatch):
    """A parent dies between two looks, and its child was on nobody's list in the first."""
    killed = []
    monkeypatch.setattr(keeper, "kill", lambda how, pid: killed.append(pid))
    looks = iter([{4710}, {4711}, set()])

    class Racing(keeper.Keeper):
        def __init__(self):
            self.main, self.seen = 4710, set()

        def descendants(self):
            self.seen = next(looks)

        def reap(self):
            self.main = None
            self.seen = set()

    Racing().end()
    assert 4711 in killed
