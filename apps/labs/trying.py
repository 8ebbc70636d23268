"""The verbs check and watch: try the learner's files, tell what came out, keep it."""

from __future__ import annotations

import time
from datetime import datetime

from . import checking, doctor, ladder, records, report, reporting, running
from .desk import MISSING, NOT_KEPT, NOT_PASSED, shown
from .showing import count
from .terminal import Trouble, typed

PAUSE = 0.3  # between two looks at the learner's files


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
    if lacking := [thing.name for thing in doctor.left_out(lab)]:
        more = typed(f"doctor {lab.number}")
        desk.say(
            "", f"Without {' and '.join(lacking)}, {lab.wants['without']}. More: {more}"
        )
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
    if result.failure and result.failure.is_unreadable:
        desk.say("", "What Python cannot read is not counted as a try.")
        return None
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
    reporting.after_check(desk, attempt)
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
