"""Every lab is fair: right answers pass its check, wrong ones fail for their own reason.

It finds the labs by itself: whoever writes one adds a folder (README.md beside it).
"""

import os
import sys

import pytest
from django.conf import settings

from apps.labs import answers, doctor, ladder, ports, report
from apps.labs.checking import steps_of
from apps.labs.programs import Program, environment, poll
from apps.labs.running import How, run

# The database has no part in it: once is enough.
pytestmark = pytest.mark.database("sqlite")

# Right work is given all the time that a busy machine may take.
CALM = How(seed=1, patience=10, named_ports=False)
# Wrong work often hangs, and each time that is waited for. Should the machine be
# busy just then, a step may refuse too early: such a case is tried again, calmly.
HASTY = How(seed=1, patience=0.5, named_ports=False)

LABS = ladder.labs()


@pytest.fixture(scope="session", autouse=True)
def what_labs_keep(tmp_path_factory):
    """Let the processes of one run share it: lab 01 makes a whole site, once."""
    folder = tmp_path_factory.getbasetemp()
    with pytest.MonkeyPatch.context() as patch:
        shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
        patch.setattr(settings, "VAR_DIR", shared)
        yield


def of_labs(pieces):
    """Give a parameter for each piece of each lab; where something is missing, skip it.

    Under CI=true a skipped test is a failure (conftest.py).
    """
    for lab in LABS:
        things = doctor.missing(lab) + doctor.left_out(lab)
        lacking = ", ".join(thing.name for thing in things)
        marks = [pytest.mark.skipif(bool(lacking), reason=f"needs {lacking}")]
        for piece, name in pieces(lab):
            yield pytest.param(piece, id=f"{lab.name}-{name}", marks=marks)


def each(argument, pieces):
    return pytest.mark.parametrize(argument, list(of_labs(pieces)))


def named(pieces):
    return [(piece, piece.name) for piece in pieces]


def plain(kind, words):
    return words


def told(result):
    return "\n".join(report.as_text(result, plain))


@each("lab", lambda lab: [(lab, "lab")])
class LabTests:
    def test_reference_passes(self, lab):
        result = run(lab, lab.reference, CALM)
        assert result.is_pass, told(result)

    def test_starter_is_refused_with_a_helpful_message(self, lab):
        result = run(lab, lab.starter, HASTY)
        assert result.failure, told(result)
        message = told(result)
        assert "Traceback" not in message
        assert "Expected:" in message and "Ask yourself:" in message

    def test_starter_has_a_place_in_the_reference(self, lab):
        assert lab.starter
        assert lab.starter.keys() <= lab.reference.keys()
        assert {program.file for program in lab.programs} <= lab.reference.keys()

    def test_has_three_hints(self, lab):
        assert len(lab.hints) == 3

    def test_each_step_tells_who_says_so_and_asks(self, lab):
        assert steps_of(lab)
        for step in steps_of(lab):
            assert step.clause.document and step.clause.section and step.clause.says
            assert step.question.endswith("?"), step.name

    def test_wrong_answers_have_three_causes_and_there_is_a_right_one(self, lab):
        assert len({answer.refused_by for answer in answers.wrong(lab)}) >= 3
        assert answers.right(lab)


@each("answer", lambda lab: named(answers.wrong(lab)))
def test_wrong_answer_is_refused_for_its_own_reason(answer):
    known = {step.name for step in steps_of(answer.lab)}
    assert answer.refused_by in known, f"{answer.path}: REFUSED_BY names no step"
    result = run(answer.lab, answer.files, HASTY)
    if not result.failure or result.failure.step.name != answer.refused_by:
        result = run(answer.lab, answer.files, CALM)
    assert result.failure, told(result)
    assert result.failure.step.name == answer.refused_by, told(result)


@each("answer", lambda lab: named(answers.right(lab)))
def test_right_answer_in_another_style_passes(answer):
    result = run(answer.lab, answer.files, CALM)
    assert result.is_pass, told(result)


@each("part", lambda lab: [((lab, program), program.file) for program in lab.programs])
def test_runs_alone(part, tmp_path):
    """As a reader tries it: from anywhere, the file itself, with nothing around it."""
    lab, program = part
    command = [sys.executable, str(lab.folder / program.file)]
    if program.is_server:
        port = ports.choose()
        around = environment(tmp_path, PORT=port)
        running = Program([*command, str(port)], tmp_path, around, lab.limits)
        poll(lambda: running.has_ended or not ports.is_free(port), 15)
    else:
        # Without the other end of a conversation it may well complain, in a sentence.
        command += program.tried_with or program.arguments
        running = Program(command, tmp_path, environment(tmp_path), lab.limits)
        running.say_no_more()
        running.wait_ended(15)
    has_ended = running.has_ended
    running.stop()
    assert has_ended != program.is_server, running.errors.decode()
    assert b"Traceback" not in running.errors


# Programs that make nothing of no arguments at all.
NEED_WORDS = {"echo_client.py", "lookup.py", "fetch.py", "send.py", "packet.py"}


def mistyped(lab):
    """Give each program with what may be typed after it, by mistake or too little."""
    for program in lab.programs:
        needs = [[]] if program.file in NEED_WORDS else []
        for words in [["99999"], ["no-port"]] if program.is_server else needs:
            yield (lab, program, words), "-".join([program.file, *words])


@each("typed", mistyped)
def test_says_what_to_type(typed, tmp_path):
    lab, program, words = typed
    command = [sys.executable, str(lab.folder / program.file), *words]
    running = Program(command, tmp_path, environment(tmp_path), lab.limits)
    running.say_no_more()
    has_ended = running.wait_ended(60)
    running.stop()
    said = running.errors.decode()
    assert has_ended and running.status and said.strip(), said
    assert "Traceback" not in said
