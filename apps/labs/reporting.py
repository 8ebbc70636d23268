"""The verb report: tell a class's site what the checks said."""

from __future__ import annotations

import getpass
import sys

from . import outbox, records
from .desk import MISSING, NOT_KEPT, NOT_PASSED
from .showing import count
from .terminal import Trouble, typed

HOW = (
    "No class's site is known here yet. Sign in there, make a key at its page "
    "/learn/key/, and type:"
)


def report(desk):
    """Tell your class's site what your checks said; each check does it from then on."""
    if desk.forget:
        was = outbox.forget()
        desk.say("Nothing is reported any more." if was else "No site was known here.")
        desk.tell(forgotten=was)
        return None
    if not records.are_kept():
        raise Trouble(NOT_KEPT, MISSING)
    is_new = desk.to is not None
    box = named(desk) if is_new else outbox.known()
    if box is None:
        raise Trouble(f"{HOW}\n    {typed('report --to https://…')}")
    return tell(desk, box, is_new)


def named(desk):
    """Take the site and the key from the words; ask for the key if it is not there."""
    key = desk.key
    if key is None and sys.stdin.isatty() and not desk.as_json:
        key = getpass.getpass("Your key (it is not shown): ")
    if not (key or "").strip():
        raise Trouble(f"Which key?\n    {typed('report --to https://… --key lab_…')}")
    if not key.strip().isascii() or len(key.split()) != 1:
        raise Trouble("A key is one word of plain letters, digits, - and _.")
    try:
        return outbox.Outbox(desk.to, key.strip())
    except ValueError as error:
        raise Trouble(str(error)) from None


def tell(desk, box, is_new):
    """Send what waits; a new site is remembered unless it refuses for good."""
    try:
        told, refused = box.send()
    except outbox.NotTaken as error:
        if is_new and error.is_final:
            raise Trouble(f"{error}\nNothing is remembered.", NOT_PASSED) from None
        box.trouble = str(error)
        box.remember()
        again = "" if error.is_final else "\nThe next check tries again."
        waits = f"Kept here: {count(box.waiting.count(), 'result')}.{again}"
        raise Trouble(f"{error}\n{waits}", NOT_PASSED) from None
    if is_new or box.trouble:
        box.trouble = ""
        box.remember()
    desk.say(f"Reported to {box.to}: {count(told, 'result')}.")
    for why in refused:
        desk.say(f"One was refused there: {why}")
    if is_new:
        desk.say(
            "From now on, each check is reported by itself. "
            f"To end that: {typed('report --forget')}"
        )
    if box.to.startswith("http://") and not is_here(box.to):
        desk.say("Its address is not https: who listens on the way can read the key.")
    desk.tell(to=box.to, told=told, refused=refused)
    return None


def is_here(to):
    return to.startswith(("http://127.", "http://localhost", "http://[::1]"))


def after_check(desk, attempt):
    """Report a check that was kept, or say how; never delay or fail it."""
    try:
        box = outbox.known()
        if box is None:
            if attempt.is_pass:
                desk.say(f"In a class? Report to its site: {typed('report')}")
            return
        # What the process before has met, said by the one who has a reader.
        desk.say("", box.words())
        outbox.begin_sending()
    except OSError as error:
        desk.say("", f"Not reported: {error}.")
