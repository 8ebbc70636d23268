"""Run the steps of a check on somebody's files, and keep what became of it."""

from __future__ import annotations

import contextlib
import random
import re
import secrets
import tempfile
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from . import ladder
from .checking import Bench, Clause, Shelf, Step, document, steps_of
from .programs import Program
from .wires import Refused


@dataclass(frozen=True)
class How:
    """How a check is run: the same seed asks the same questions again."""

    seed: int = field(default_factory=lambda: secrets.randbelow(1_000_000))
    patience: float = 5.0  # seconds for any one answer
    named_ports: bool = True  # take the port that the text names, when it is free
    only: str | None = None  # the name of a step


@dataclass
class Failure:
    """Why a step refused, for showing."""

    step: Step
    refused: Refused
    program: Program | None
    ended: str  # how the program ended, if it had

    is_unreadable: bool = False  # Python could not read the program

    @property
    def clause(self) -> Clause:
        return self.refused.clause or self.step.clause

    @property
    def question(self) -> str:
        return self.refused.question or self.step.question


@dataclass
class Result:
    """What became of a check."""

    lab: ladder.Lab
    how: How
    passed: list[Step] = field(default_factory=list)
    failure: Failure | None = None
    left: list[Step] = field(default_factory=list)  # not reached
    broken: str = ""  # the traceback of a mistake in the check itself

    @property
    def is_pass(self) -> bool:
        return not (self.failure or self.broken)


def run(lab: ladder.Lab, files: dict[str, bytes], how: How, tell=None) -> Result:
    """Check these files, step by step, until one refuses.

    They are laid into a temporary folder, so that neither the check nor the program
    can harm what the learner wrote. `tell(step)` is called as each step passes.
    """
    result = Result(lab, how)
    left = [s for s in steps_of(lab) if how.only in {None, s.name}]
    with folder_of(files) as folder, Shelf(folder, lab.limits) as shelf:
        while left and result.is_pass:
            current = left.pop(0)
            if _take(current, files, shelf, result):
                result.passed.append(current)
                if tell:
                    tell(current)
    result.left = left
    return result


def _take(current, files, shelf, result):
    """Run one step; False when it refused, for the reason that is kept."""
    chance = random.Random(f"{result.how.seed} {current.name}")
    with folder_of(files) as folder:
        bench = Bench(folder, shelf, chance, result.how)
        try:
            current.run(bench)
            return True
        except Refused as refused:
            if not bench.has_used_another_steps:
                result.failure = _failure(current, refused, bench)
                return False
        except Exception:
            result.broken = traceback.format_exc()
            return False
        finally:
            bench.close()
    # The server may have suffered from an earlier step: the verdict is on a fresh one.
    shelf.clear()
    return _take(current, files, shelf, result)


def _failure(current, refused, bench):
    program = bench.programs[-1] if bench.programs else None
    if program and program.was_killed:
        program = None  # By the check, which had seen enough of it.
    if program and UNREADABLE.search(program.errors):
        # What the step would say of it leads away from the line that Python names.
        return Failure(current, unreadable(), program, "", is_unreadable=True)
    if refused.wire is None and bench.wires:
        refused.wire = bench.wires[-1]
    # What the program says when it dies may come a moment after it hung up.
    if program and refused.wire and refused.wire.has_end:
        program.wait_ended(0.2)
    # That it ended well needs no words; where it should not have, the step says so.
    has_failed = program and (program.status or program.over or program.failed)
    ended = program.how_it_ended() if has_failed else ""
    return Failure(current, refused, program, ended)


# The last line that Python writes of a file whose grammar is wrong.
UNREADABLE = re.compile(rb"^(SyntaxError|IndentationError|TabError): .*\s*\Z", re.M)


def unreadable():
    return Refused(
        "Python can read your program.",
        got="It cannot, so that nothing of it was run.",
        clause=document(
            "Python documentation, Tutorial",
            "8.1",
            "The parser shows the line, and with arrows where it noticed. What has to be "
            "mended may stand just before.",
            "https://docs.python.org/3/tutorial/errors.html#syntax-errors",
        ),
        question="Which line does Python name, and what is missing there or just before?",
    )


@contextlib.contextmanager
def folder_of(files: dict[str, bytes]) -> Iterator[Path]:
    # Not below a link: what programs print of their paths can then be recognised.
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        ladder.lay(files, folder)
        yield folder
