"""Every lab is fair: right answers pass its check, wrong ones fail for their own reason.

It finds the labs by itself: whoever writes one adds a folder (README.md beside it).
"""

import os
import subprocess
import sys

import pytest

from apps.labs import answers, ladder, ports, report
from apps.labs.checking import How, run, steps_of
from apps.labs.programs import Program, environment, poll

LABS = ladder.labs()
WRONG = [answer for lab in LABS for answer in answers.wrong(lab)]
RIGHT = [answer for lab in LABS for answer in answers.right(lab)]
PROGRAMS = [(lab, program) for lab in LABS for program in lab.programs]
# Right work is given all the time that a busy machine may take.
CALM = How(seed=1, patience=10, named_ports=False)
# Wrong work often hangs, and each time that is waited for. Should the machine be
# busy just then, a step may refuse too early: such a case is tried again, calmly.
HASTY = How(seed=1, patience=0.5, named_ports=False)

each_lab = pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)


def plain(kind, words):
    return words


def told(result):
    return "\n".join(report.as_text(result, plain))


def named(answer):
    return f"{answer.lab.number}-{answer.name}"


@each_lab
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
        for step in steps_of(lab):
            assert step.clause.document and step.clause.section and step.clause.says
            assert step.question.endswith("?"), step.name

    def test_wrong_answers_have_three_causes_and_there_is_a_right_one(self, lab):
        assert len({answer.refused_by for answer in answers.wrong(lab)}) >= 3
        assert answers.right(lab)


@pytest.mark.parametrize("answer", WRONG, ids=named)
def test_wrong_answer_is_refused_for_its_own_reason(answer):
    known = {step.name for step in steps_of(answer.lab)}
    assert answer.refused_by in known, f"{answer.path}: REFUSED_BY names no step"
    result = run(answer.lab, answer.files, HASTY)
    if not result.failure or result.failure.step.name != answer.refused_by:
        result = run(answer.lab, answer.files, CALM)
    assert result.failure, told(result)
    assert result.failure.step.name == answer.refused_by, told(result)


@pytest.mark.parametrize("answer", RIGHT, ids=named)
def test_right_answer_in_another_style_passes(answer):
    result = run(answer.lab, answer.files, CALM)
    assert result.is_pass, told(result)


@pytest.mark.parametrize(
    ("lab", "program"), PROGRAMS, ids=lambda it: getattr(it, "name", None) or it.file
)
def test_runs_alone(lab, program, tmp_path):
    """As a reader tries it: from anywhere, the file itself, with nothing around it."""
    port = ports.choose()
    command = [sys.executable, str(lab.folder / program.file)]
    if program.is_server:
        around = environment(tmp_path, PORT=port)
        running = Program([*command, str(port)], tmp_path, around, lab.limits)
        try:
            poll(lambda: running.has_ended or not ports.is_free(port), 15)
            assert not running.has_ended, running.errors.decode()
        finally:
            running.stop()
    else:
        done = subprocess.run(
            [*command, "--help"], cwd=tmp_path, env=os.environ, capture_output=True
        )
        assert b"SyntaxError" not in done.stderr
