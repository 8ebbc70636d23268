"""What holds for every lesson: it can be read, it is whole, and what it shows is so."""

import re
from string import ascii_lowercase

import pytest

from apps.course.lessons import commands
from apps.course.lessons.shelf import FOLDER, shelf

LESSONS = shelf().lessons
KINDS = "figure predict quiz wrong"


def all_parts(parts):
    for part in parts:
        yield part
        yield from all_parts(getattr(part, "parts", ()))


def consoles():
    for lesson in LESSONS:
        for number, part in enumerate(all_parts(lesson.parts)):
            if hasattr(part, "commands"):
                yield pytest.param(part, id=f"{lesson.slug}-{number}")


def test_numbers_go_on_without_a_gap():
    """A reader who misses a letter looks for a lesson that is not there."""
    beside = [lesson.number for lesson in LESSONS if lesson.number[-1].isalpha()]
    for before in {number.rstrip(ascii_lowercase) for number in beside}:
        letters = [n.removeprefix(before) for n in beside if n.startswith(before)]
        assert "".join(letters) == ascii_lowercase[: len(letters)]
    whole = [lesson.number for lesson in LESSONS if lesson.number not in beside]
    assert whole == [str(number + 1) for number in range(len(whole))]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
class LessonTests:
    def test_has_all_that_a_lesson_has(self, lesson):
        kinds = " ".join(part.template for part in all_parts(lesson.parts))
        for kind in KINDS.split():
            assert f"_{kind}.html" in kinds, f"no {kind}"
        assert re.search("_(code|rooms|edit).html", kinds), "no code"
        assert re.search("_(lab|xray|rooms).html", kinds), "no working machine"
        assert lesson.headings[-1][1] == "Where to read on"
        if lesson.lab:
            assert "_lab.html" in kinds

    def test_has_a_length_that_one_reads_at_a_sitting(self, lesson):
        text = (FOLDER / lesson.file).read_text()
        words = re.sub(r"(?ms)^---.*?^---|^```.*?^```", "", text).split()
        assert 800 <= len(words) <= 1800

    def test_quizzes_have_one_right_answer_and_explain_the_others(self, lesson):
        for question in lesson.questions.values():
            if "_quiz" in question.template:
                assert sum(option.is_right for option in question.options) == 1
                assert all(option.why for option in question.options)
                assert len({option.why for option in question.options}) == len(
                    question.options
                )


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("console", list(consoles()))
def test_command_prints_what_the_lesson_shows(console, tmp_path, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    with commands.server(console.server) as ports:
        for command in console.commands:
            output = commands.run(command, ports)
            assert command.matches(output), f"$ {command.line}\n{output}"


def test_every_figure_is_used_and_differs():
    used = {part.svg for x in LESSONS for part in x.parts if hasattr(part, "svg")}
    assert len(used) == len(list(FOLDER.glob("figures/*.svg")))


def test_lessons_are_read_again_in_debug_mode_only(settings, monkeypatch):
    monkeypatch.setattr(
        "apps.course.lessons.shelf._kept", {"shelf": None, "changed_at": None}
    )
    stamps = iter([1, 2, 3, 3, 3])
    monkeypatch.setattr("apps.course.lessons.shelf._changed_at", lambda: next(stamps))
    settings.DEBUG = True
    first = shelf()
    assert shelf() is not first
    settings.DEBUG = False
    assert shelf() is shelf()
