"""What became of a check, as words for a person and as data for a machine.

A report is read from the top and can be listened to: labels are words, colour only
repeats what they say.
"""

from __future__ import annotations

import textwrap

from .models import MESSAGE
from .running import Failure, Result
from .showing import count, lines_of, shortened
from .terminal import typed

WIDTH = 79
# Of a conversation the end is what counts.
EVENTS = 8
OUTPUT = 1500
LINES = 20


def passed_line(step) -> str:
    return f"passed: {step.title}"


def as_text(result: Result, style) -> list[str]:
    """Give the lines that follow those of the steps that passed."""
    if result.broken:
        return [
            style("bad", "The check itself is broken; your program is not to blame."),
            f"Please report it, with this (seed {result.how.seed}):",
            *result.broken.splitlines(),
        ]
    if result.is_pass:
        done = count(len(result.passed), "step")
        return [
            "",
            style("good", f"All passed: {done}.") + f" (seed {result.how.seed})",
        ]
    lines = ["", *failure_lines(result.failure, result.lab.name, style), ""]
    if result.left:
        lines.append(f"Not reached: {count(len(result.left), 'more step')}.")
    again = typed(f"check {result.lab.number} --seed {result.how.seed}")
    return [*lines, f"The same again: {again}"]


def failure_lines(failure: Failure, lab: str, style) -> list[str]:
    """Tell what was sent, what came, what was expected, who says so, and ask."""
    refused, clause = failure.refused, failure.clause
    lines = [style("bad", "not yet:") + f" {failure.step.title} ({failure.step.name})"]
    for label, words in conversation(refused.wire):
        lines += ["", style("label", label), *indented(words)]
    lines += ["", style("label", "Expected:"), *wrapped(refused.expected)]
    if refused.got:
        lines += ["", style("label", "Instead:"), *wrapped(refused.got)]
    if failure.program:
        lines += said_by(failure, lab, style)
    where = ", ".join(filter(None, [clause.document, section(clause.section)]))
    lines += ["", style("label", f"Says who: {where}"), *wrapped(clause.says)]
    if clause.address:
        lines.append(f"    {clause.address}")
    return [*lines, "", style("label", "Ask yourself:"), *wrapped(failure.question)]


def conversation(wire):
    """Give (label, lines) of what went over the wire, in the order in which it did."""
    events = wire.events if wire else []
    if len(events) > EVENTS:
        yield f"Before this: {count(len(events) - EVENTS, 'more exchange')}.", []
    came = "Your program sent" if wire and wire.is_to_client else "Came back"
    for event in events[-EVENTS:]:
        size = count(len(event.data), "byte")
        if event.kind == "sent":
            pieces = f", in {event.pieces} pieces" if event.pieces > 1 else ""
            yield f"Sent ({size}{pieces}):", lines_of(event.data)
        elif event.kind == "came":
            yield f"{came} ({size}):", lines_of(event.data)
        else:
            yield event.note, []
    if wire and not any(event.kind == "came" for event in events):
        yield f"{came}: nothing.", []


def said_by(failure, lab, style):
    """Give what the program itself had to say, with paths as the learner knows them."""
    program = failure.program
    lines = (
        ["", failure.ended] if failure.ended not in {"", failure.refused.got} else []
    )
    for label, stream in [("printed", program.output), ("complained", program.errors)]:
        text = stream.decode("utf-8", "backslashreplace").rstrip()
        if text:
            text = text.replace(str(program.folder), f"my/{lab}")
            label = style("label", f"Your program {label}:")
            lines += ["", label, *indented(last_lines(text))]
    return lines


def last_lines(text):
    """Give the end of what a program has written, which may serve all steps."""
    lines = text.splitlines()
    before = len(lines) - LINES
    told = [f"({count(before, 'line')} before)"] if before > 0 else []
    return told + [shortened(line) for line in lines[-LINES:]]


def in_short(failure: Failure, lab: str) -> str:
    """Give the gist in a line that can be kept: what was expected, what came instead."""
    told = f"{failure.refused.expected} {failure.refused.got}"
    if failure.program:
        told = told.replace(str(failure.program.folder), f"my/{lab}")
    # What programs print may hold anything, and databases do not keep all of it.
    words = "".join(c if c.isprintable() else " " for c in told).split()
    line = " ".join(words)
    return line if len(line) <= MESSAGE else line[: MESSAGE - 1] + "…"


def section(name):
    return f"§ {name}" if name[:1].isdigit() else name


def wrapped(text):
    """Fold prose; lines that the author broke stay broken."""
    options = {"initial_indent": "    ", "subsequent_indent": "    "}
    for line in text.splitlines():
        folded = textwrap.wrap(line, WIDTH, break_long_words=False, **options)
        yield from folded or [""]


def indented(lines):
    return [f"    {line}" for line in lines]


# For machines


def as_data(result: Result) -> dict:
    """Give the same as a dictionary for JSON; bytes as text and as hex."""
    failure = result.failure
    return {
        "lab": result.lab.name,
        "edition": result.lab.edition,
        "passed": result.is_pass,
        "seed": result.how.seed,
        "steps": [
            *(
                {"name": s.name, "title": s.title, "state": "passed"}
                for s in result.passed
            ),
            *([failed_step(failure)] if failure else []),
            *(
                {"name": s.name, "title": s.title, "state": "not reached"}
                for s in result.left
            ),
        ],
        "broken": result.broken or None,
    }


def failed_step(failure: Failure) -> dict:
    refused, clause, program = failure.refused, failure.clause, failure.program
    return {
        "name": failure.step.name,
        "title": failure.step.title,
        "state": "failed",
        "conversation": [
            event_data(e) for e in (refused.wire.events if refused.wire else [])
        ],
        "expected": refused.expected,
        "instead": refused.got,
        "clause": vars(clause),
        "question": failure.question,
        "program": program
        and {
            "ended": failure.ended or None,
            "output": program.output[-OUTPUT:].decode("utf-8", "backslashreplace"),
            "errors": program.errors[-OUTPUT:].decode("utf-8", "backslashreplace"),
        },
    }


def event_data(event):
    if event.kind == "note":
        return {"kind": "note", "note": event.note}
    kept = event.data[:4096]
    return {
        "kind": event.kind,
        "bytes": len(event.data),
        "text": kept.decode("utf-8", "backslashreplace"),
        "hex": kept.hex(),
    }
