"""What `manage.py lab` does, a function a verb.

Each gets a Desk: who asks, how, and where the answer goes (desk.py). It gives the exit
status, or None for 0. What checks the learner's files is in trying.py,
what tells a class's site of it in reporting.py.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys

from . import doctor, ladder, ports, records
from .desk import MISSING, NOT_KEPT, NOT_PASSED, shown
from .reporting import report
from .showing import count, folded
from .terminal import Trouble, typed
from .trying import check, watch


def list_(desk):
    """Say which labs there are, and how far you are."""
    kept = records.are_kept()
    rows = [(lab, state_of(lab, kept)) for lab in ladder.labs()]
    for lab, state in rows:
        told = desk.style("good" if state == "passed" else "label", state)
        desk.say(f"{lab.number} {lab.name[3:]}: {told}. {lab.title}")
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
    lesser = {lab: doctor.left_out(lab) for lab in labs}
    for lab, things in lesser.items():
        for thing in things:
            desk.say(f"lab {lab.number} without {thing.name}: {lab.wants['without']}.")
            desk.say(*(f"    {line}" for line in doctor.as_text(thing)))
    if not records.are_kept():
        desk.say("", NOT_KEPT)
    desk.tell(
        missing={
            whose: [vars(thing) for thing in them] for whose, them in lacking.items()
        },
        left_out={
            f"lab {lab.number}": [vars(thing) for thing in them]
            for lab, them in lesser.items()
            if them
        },
        records_are_kept=records.are_kept(),
    )
    return MISSING if any(lacking.values()) else 0


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
    does = {part.file: part.does for part in lab.programs}
    # In the order of the programs; what is no program, such as a module, after them.
    files = [*does, *sorted(lab.starter.keys() - does.keys())]
    mine = [name for name in files if name in lab.solution.keys() & lab.starter.keys()]
    given = [name for name in does if name not in mine]
    beside = [name for name in files if name not in {*mine, *given}]
    desk.say(
        desk.style("label", f"Lab {lab.number}. {lab.title}"),
        f"Afterwards you can {lab.afterwards}.",
        "",
        f"These are in {shown(lab.mine)}/, with parts for you to write:",
        *(f"    {name} {does.get(name, '')}".rstrip() for name in mine),
        *(["", "These are to be run as they are:"] if given else []),
        *(f"    {name} {does[name]}" for name in given),
        *([f"Beside them: {', '.join(beside)}"] if beside else []),
        "",
        "Open them in any editor. Then:",
        *in_columns(
            (f"run {lab.number}", f"starts {lab.programs[0].file}"),
            *((f"run {lab.number} {stem}", "starts another") for stem in second(lab)),
            (f"check {lab.number}", "says what is right and what is not yet"),
            (f"watch {lab.number}", "checks at each save"),
            (f"hint {lab.number}", "when you are stuck"),
        ),
    )
    desk.tell(
        lab=lab.name,
        folder=str(lab.mine),
        files=sorted(lab.starter),
        kept_in=kept_in and str(kept_in),
    )


def second(lab):
    """Give the name of the lab's second program as it is typed, if there is one."""
    return [part.file.removesuffix(".py") for part in lab.programs[1:2]]


def in_columns(*rows):
    """Write commands and what they do, one below the other."""
    width = max(len(typed(words)) for words, _ in rows)
    return [f"    {typed(words):<{width}}   {does}" for words, does in rows]


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
    command = [sys.executable, str(path), *arguments_of(desk, lab, part)]
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


def arguments_of(desk, lab, part):
    """Give what was typed; or the port, of a server; or an example."""
    if desk.words:
        return desk.words
    if not part.is_server:
        if part.arguments:
            desk.say(f"(With an example: {' '.join([part.file, *part.arguments])})")
        return part.arguments
    wanted = desk.port or part.port
    is_unused = ports.is_unused(wanted)
    # All servers that are given set SO_REUSEADDR: who starts one again keeps the address.
    if is_unused and part.file in lab.given:
        return [str(wanted)]
    port = ports.choose(wanted)
    if port != wanted:
        why = (
            "is kept for a minute by its last connections (TIME-WAIT)"
            if is_unused
            else "is in use by another program"
        )
        desk.say(f"Port {wanted} {why}; it gets {port}.")
    return [str(port)]


def wait_for(process):
    """Wait for a program in the foreground; Ctrl-C reaches it as it reaches this one.

    What is sent to this one alone is passed on: nobody else would end the program, and
    those that it has started.
    """
    with passing_on(process):
        try:
            return process.wait()
        except KeyboardInterrupt:
            end(process)
            return 130


@contextlib.contextmanager
def passing_on(process):
    handled = [signal.SIGTERM, signal.SIGHUP]
    # Under nohup a hang-up is nobody's business.
    handled = [n for n in handled if signal.getsignal(n) != signal.SIG_IGN]
    before = {
        number: signal.signal(number, lambda number, _: process.send_signal(number))
        for number in handled
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end(process):
    """Let it end by itself, as Ctrl-C bids it; then ask it to, and then end it."""
    # A program with servers of its own waits until they have ended: its end is not theirs.
    for patience, insist in (5, process.terminate), (25, process.kill):
        try:
            process.wait(patience)
            return
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            insist()
    process.wait()


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
        folded(lab.hints[number - 1]),
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
    for name, content in lab.solution.items():
        desk.say(desk.style("label", f"{shown(lab.folder / name)}:"), "")
        desk.say(text_of(content), "")
    if lab.solution.keys() != lab.reference.keys():
        desk.say(f"What was given lies in {shown(lab.folder)}/ too.")
    files = {name: str(lab.folder / name) for name in lab.solution}
    desk.tell(lab=lab.name, files=files)


def text_of(content):
    try:
        return content.decode().rstrip()
    except UnicodeDecodeError:
        return f"({count(len(content), 'byte')}, not text)"


def refuse_more_words(desk, verb):
    """Two labs at once, or a step without --step: better said than left out."""
    more = " ".join(desk.words[MOST_WORDS.get(verb, 1) :])
    if more and verb != "run":  # whose further words are the program's
        raise Trouble(f"`{verb}` makes nothing of: {more}")


MOST_WORDS = {"list": 0, "hint": 2, "report": 0}

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
    "report": report,
}
