"""What `manage.py lab` does, a function a verb.

Each gets a Desk: who asks, how, and where the answer goes. It gives the exit status,
or None for 0: 1 says "not passed", 2 "that cannot be asked so", 3 "something is missing
on this machine".
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from . import checking, doctor, ladder, ports, records, report, running
from .showing import count
from .terminal import Trouble, plain, style_for, typed

NOT_PASSED, MISSING = 1, 3
PAUSE = 0.3  # between two looks at the learner's files


@dataclass
class Desk:
    """One call of the command."""

    stream: object
    words: list[str] = field(default_factory=list)
    as_json: bool = False
    seed: int | None = None
    step: str | None = None
    port: int | None = None
    use_reference: bool = False

    def __post_init__(self):
        self.style = plain if self.as_json else style_for(self.stream)

    def say(self, *lines):
        """Write for a person."""
        if not self.as_json:
            self.stream.write("\n".join(lines) + "\n")
            self.stream.flush()

    def tell(self, **data):
        """Write for a machine."""
        if self.as_json:
            self.stream.write(json.dumps(data, indent=2) + "\n")

    def lab(self, verb):
        """Take the lab from the words, or from the folder in which they are typed."""
        here = Path.cwd()
        if self.words:
            word = self.words.pop(0)
        elif here.is_relative_to(ladder.MINE) and here != ladder.MINE:
            word = here.relative_to(ladder.MINE).parts[0]
        else:
            raise Trouble(f"Which lab? For example: {typed(verb + ' 2')}")
        try:
            return ladder.find(word)
        except ladder.NoSuchLab as error:
            raise Trouble(str(error)) from None

    def begun(self, verb):
        """The same, and refuse when the learner has not begun it."""
        lab = self.lab(verb)
        if not lab.mine.is_dir():
            begin = typed(f"start {lab.number}")
            raise Trouble(
                f"You have not begun lab {lab.number}, {lab.title}.\nBegin: {begin}"
            )
        return lab


def list_(desk):
    """Say which labs there are, and how far you are."""
    kept = records.are_kept()
    rows = [(lab, state_of(lab, kept)) for lab in ladder.labs()]
    for lab, state in rows:
        shown = desk.style("good" if state == "passed" else "label", state)
        desk.say(f"{lab.number} {lab.name[3:]}: {shown}. {lab.title}")
    following = next((lab for lab, state in rows if state != "passed"), None)
    if following:
        verb = "check" if following.mine.is_dir() else "start"
        desk.say("", f"Next: {typed(f'{verb} {following.number}')}")
    desk.tell(labs=[lab_data(lab, state, kept) for lab, state in rows])


def state_of(lab, kept):
    if kept and (known := records.Records(lab)).attempts.exists():
        tries = count(known.tries, "try", "tries")
        return "passed" if known.has_passed else f"begun, {tries}"
    return "begun" if lab.mine.is_dir() else "not begun"


def lab_data(lab, state, kept):
    attempts = records.Records(lab).attempts if kept else []
    return {
        "number": lab.number,
        "name": lab.name,
        "title": lab.title,
        "edition": lab.edition,
        "state": state,
        "attempts": [attempt.as_data() for attempt in attempts],
    }


def doctor_(desk):
    """Say what is missing on this machine, for one lab or for all, and how to get it."""
    labs = [desk.lab("doctor")] if desk.words else ladder.labs()
    lacking = {"all labs": doctor.of_python()}
    lacking |= {f"lab {lab.number}": doctor.missing(lab) for lab in labs}
    for whose, things in lacking.items():
        state = (
            desk.style("bad", "not ready") if things else desk.style("good", "ready")
        )
        desk.say(f"{whose}: {state}")
        for thing in things:
            desk.say(*(f"    {line}" for line in doctor.as_text(thing)))
    if not records.are_kept():
        desk.say("", NOT_KEPT)
    desk.tell(
        missing={
            whose: [vars(thing) for thing in them] for whose, them in lacking.items()
        },
        records_are_kept=records.are_kept(),
    )
    return MISSING if any(lacking.values()) else 0


NOT_KEPT = (
    "Results are not kept: the site's database has no tables yet. "
    "`make labs` makes them, once."
)


def start(desk):
    """Put the starter of a lab under my/, where it is yours."""
    lab = desk.lab("start")
    if lab.mine.exists():
        raise Trouble(
            f"You have begun lab {lab.number}: your files are in {shown(lab.mine)}/.\n"
            f"Check them: {typed(f'check {lab.number}')}\n"
            f"To begin again (your files are kept beside): {typed(f'reset {lab.number}')}"
        )
    begin(desk, lab)


def begin(desk, lab, kept_in=None):
    """Lay the starter, and say what to do with it."""
    ladder.lay(lab.starter, lab.mine)
    desk.say(
        desk.style("label", f"Lab {lab.number}. {lab.title}"),
        f"Afterwards you can {lab.afterwards}.",
        "",
        f"Your programs, to be finished, are in {shown(lab.mine)}/:",
        *(f"    {part.file} {part.does}" for part in lab.programs),
        "",
        "Open them in any editor. Then:",
        f"    {typed(f'run {lab.number}')}     starts the first of them",
        f"    {typed(f'check {lab.number}')}   says what is right and what is not yet",
        f"    {typed(f'watch {lab.number}')}   checks at each save",
        f"    {typed(f'hint {lab.number}')}    when you are stuck",
    )
    desk.tell(
        lab=lab.name,
        folder=str(lab.mine),
        files=sorted(lab.starter),
        kept_in=kept_in and str(kept_in),
    )


def reset(desk):
    """Begin again; what you wrote is kept in a folder beside."""
    lab = desk.begun("reset")
    number = 1
    while (beside := lab.mine.with_name(f"{lab.name}.{number}")).exists():
        number += 1
    shutil.move(lab.mine, beside)
    desk.say(f"What you wrote is kept in {shown(beside)}/.", "")
    begin(desk, lab, kept_in=beside)


def run(desk):
    """Start a program of a lab: yours, or the reference if you have none."""
    lab = desk.lab("run")
    part = program_of(lab, desk.words)
    mine = lab.mine / part.file
    is_mine = mine.exists() and not desk.use_reference
    path = mine if is_mine else lab.folder / part.file
    command = [sys.executable, str(path), *arguments_of(desk, part)]
    whose = "" if is_mine else ", the reference"
    desk.say(f"Starting {shown(path)}{whose}. Ctrl-C ends it.")
    # A Django site of the learner's has settings of its own.
    around = {n: v for n, v in os.environ.items() if n != "DJANGO_SETTINGS_MODULE"}
    return wait_for(subprocess.Popen(command, cwd=path.parent, env=around))


def program_of(lab, words):
    """Find the program that is named, or take the first."""
    parts = {part.file: part for part in lab.programs}
    if not words:
        return lab.programs[0]
    word = words.pop(0)
    named = parts.get(word) or parts.get(f"{word}.py")
    if not named:
        raise Trouble(
            f"Lab {lab.number} has no program {word}. It has: {', '.join(parts)}."
        )
    return named


def arguments_of(desk, part):
    """Give what was typed; or the port, of a server; or an example."""
    if desk.words:
        return desk.words
    if not part.is_server:
        if part.arguments:
            desk.say(f"(With an example: {' '.join([part.file, *part.arguments])})")
        return part.arguments
    port = ports.choose(desk.port or part.port)
    wanted = desk.port or part.port
    if port != wanted:
        desk.say(f"Port {wanted} is in use by another program; it gets {port}.")
    return [str(port)]


def wait_for(process):
    """Wait for a program in the foreground; Ctrl-C reaches it as it reaches this one."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        try:
            process.wait(5)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            process.kill()
            process.wait()
        return 130


def check(desk):
    """Check your programs, step by step, until one is not right yet."""
    return check_once(desk, desk.begun("check"))


def check_once(desk, lab):
    refuse_missing(lab)
    files = ladder.read(lab.mine)
    how = running.How(
        **{"seed": desk.seed} if desk.seed is not None else {}, only=step_of(desk, lab)
    )
    desk.say(f"Checking {shown(lab.mine)}/ (seed {how.seed}).")
    result = running.run(
        lab, files, how, lambda step: desk.say(report.passed_line(step))
    )
    desk.say(*report.as_text(result, desk.style))
    kept = None
    if not (how.only or result.broken):
        kept = keep(desk, lab, result, files)
    desk.tell(**report.as_data(result), attempt=kept and kept.as_data())
    return 0 if result.is_pass else NOT_PASSED


def step_of(desk, lab):
    names = [step.name for step in checking.steps_of(lab)]
    if desk.step and desk.step not in names:
        raise Trouble(
            f"Lab {lab.number} has no step {desk.step}. It has: {', '.join(names)}."
        )
    return desk.step


def refuse_missing(lab):
    lacking = doctor.missing(lab)
    if lacking:
        lines = [line for thing in lacking for line in doctor.as_text(thing)]
        raise Trouble(
            "\n".join([f"Lab {lab.number} needs what is not here.", *lines]), MISSING
        )


def keep(desk, lab, result, files):
    """Keep the result, and say what may be done next."""
    if not records.are_kept():
        desk.say("", NOT_KEPT)
        return None
    known = records.Records(lab)
    attempt = known.keep(result, files)
    if result.is_pass:
        desk.say("", f"Now you can {lab.afterwards}.")
        desk.say(f"The reference, to compare: {typed(f'solution {lab.number}')}")
        following = next((one for one in ladder.labs() if one.name > lab.name), None)
        if following:
            desk.say(f"The next lab: {typed(f'start {following.number}')}")
    elif attempt.is_starter:
        desk.say(
            "", "This is still the starter as it came, so it is not counted as a try."
        )
    else:
        desk.say("", after_a_try(lab, known))
    return attempt


def after_a_try(lab, known):
    hints = f"Hints: {known.hints_open} of {len(lab.hints)} opened."
    if known.tries_left:
        left = count(known.tries_left, "more different try", "more different tries")
        return f"Try {known.tries}. {hints} The solution opens after {left}."
    return f"Try {known.tries}. {hints} The solution is open, if you want it."


def watch(desk):
    """Check at each save, until Ctrl-C."""
    lab = desk.begun("watch")
    desk.say(f"Watching {shown(lab.mine)}/: saved files are checked. Ctrl-C ends it.")
    for _ in saves(lab.mine):
        desk.say("", f"At {datetime.now():%H:%M:%S}:")  # noqa: DTZ005 the learner's clock
        check_once(desk, lab)


def saves(folder, pause=PAUSE):
    """Yield at once, and again whenever the files have changed and rest."""
    checked = None
    while True:
        files = ladder.read(folder)
        # An editor writes in several steps: wait until two looks see the same.
        time.sleep(pause)
        if files != checked and files == ladder.read(folder):
            checked = files
            yield files


def hint(desk):
    """Give the next hint, from vague to exact; with a number, one that is open."""
    lab = desk.lab("hint")
    if not records.are_kept():
        raise Trouble(f"Hints are counted. {NOT_KEPT}", MISSING)
    known = records.Records(lab)
    number = hint_number(desk, lab, known)
    known.open_hint(number)
    desk.say(
        desk.style("label", f"Lab {lab.number}, hint {number} of {len(lab.hints)}"),
        "",
        lab.hints[number - 1],
    )
    desk.tell(lab=lab.name, hint=number, text=lab.hints[number - 1])


def hint_number(desk, lab, known):
    """Take the hint that is named, or the next; no hint may be skipped."""
    following = min(known.hints_open + 1, len(lab.hints))
    if not desk.words:
        return following
    word = desk.words.pop(0)
    if not word.isdecimal() or not 1 <= int(word) <= following:
        raise Trouble(
            f"Hint {word} is not open yet. The next one: {typed(f'hint {lab.number}')}"
        )
    return int(word)


def solution(desk):
    """Show the reference: after a pass, or three honest tries."""
    lab = desk.lab("solution")
    if not records.are_kept():
        raise Trouble(f"The solution opens after three tries. {NOT_KEPT}", MISSING)
    known = records.Records(lab)
    if known.tries_left:
        left = count(known.tries_left, "more different try", "more different tries")
        raise Trouble(
            f"The solution of lab {lab.number} opens when the check has passed, or "
            f"after {left}.\n(A check of the unchanged starter, or of the same "
            f"program again, is none.)\nA hint: {typed(f'hint {lab.number}')}",
            NOT_PASSED,
        )
    known.open_solution()
    for name, content in lab.reference.items():
        desk.say(desk.style("label", f"{shown(lab.folder / name)}:"), "")
        desk.say(text_of(content), "")
    files = {name: str(lab.folder / name) for name in lab.reference}
    desk.tell(lab=lab.name, files=files)


def text_of(content):
    try:
        return content.decode().rstrip()
    except UnicodeDecodeError:
        return f"({count(len(content), 'byte')}, not text)"


def shown(path):
    """Write a path from the project's root."""
    return (
        str(path.relative_to(ladder.ROOT))
        if path.is_relative_to(ladder.ROOT)
        else str(path)
    )


VERBS = {
    "list": list_,
    "doctor": doctor_,
    "start": start,
    "run": run,
    "check": check,
    "watch": watch,
    "hint": hint,
    "solution": solution,
    "reset": reset,
}
