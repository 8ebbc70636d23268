"""What lab 12 asks of votes.py: Smalltalk's model, views and controller."""

import re
from pathlib import Path

from apps.labs.checking import Refused, document, step

STRANGER = Path(__file__).parent / "check_stranger.py"
SMALLTALK = document(
    "Krasner and Pope, A Cookbook for Using the MVC Paradigm in Smalltalk-80 (1988)",
    "Views",
    "A model keeps a list of its dependents and tells each that it has changed. It knows "
    "nothing else of them; each asks the model for what it shows.",
)
OURS = document(
    "Lab 12", "votes.py", "The text at its top says what is shown, and when."
)


@step(
    "The open view shows each change of the model",
    clause=SMALLTALK,
    question="Who calls update, and how does it know whom to call?",
)
def view_is_told(bench):
    first, second = bench.random.sample(["juice", "milk", "soup", "broth"], 2)
    shown(
        bench,
        [first, second],
        ("", f"table: {first} 0, {second} 0"),
        (first, f"table: {first} 1, {second} 0"),
        (first, f"table: {first} 2, {second} 0"),
        (second, f"table: {first} 2, {second} 1"),
        (f"-{first}", f"table: {first} 1, {second} 1"),
    )


@step(
    "Several views show the same model, each in its own way",
    clause=SMALLTALK,
    question="How many lines of Poll have to change for a fourth kind of view?",
)
def several_views(bench):
    shown(
        bench,
        ["tea", "coffee"],
        ("", "table: tea 0, coffee 0"),
        ("open leader", "leader: nobody"),
        ("open bars", "bars: tea, coffee"),
        ("tea", "table: tea 1, coffee 0", "leader: tea", "bars: tea #, coffee"),
        (
            "coffee",
            "table: tea 1, coffee 1",
            "leader: tea and coffee",
            "bars: tea #, coffee #",
        ),
        ("-tea", "table: tea 0, coffee 1", "leader: coffee", "bars: tea, coffee #"),
    )


@step(
    "A view that is closed is left in peace",
    clause=SMALLTALK,
    question="What does the model still know of a view that nobody sees any more?",
)
def closed_view(bench):
    shown(
        bench,
        ["tea", "coffee"],
        ("", "table: tea 0, coffee 0"),
        ("open bars", "bars: tea, coffee"),
        ("close table",),
        ("tea", "bars: tea #, coffee"),
        ("open table", "table: tea 1, coffee 0"),
        ("close bars",),
        ("tea", "table: tea 2, coffee 0"),
        ("close table",),
        ("tea",),
        ("open table", "table: tea 3, coffee 0"),
    )


@step(
    "What is refused changes nothing, and nothing is shown",
    clause=OURS,
    question="Does the model say that it has changed before it knows that it will?",
)
def refused_vote(bench):
    shown(
        bench,
        ["tea", "coffee"],
        ("", "table: tea 0, coffee 0"),
        ("milk", "error: "),
        ("-tea", "error: "),
        ("-milk", "error: "),
        ("tea", "table: tea 1, coffee 0"),
    )


@step(
    "The model tells whoever asked to be told, whatever that is",
    clause=SMALLTALK,
    question="What may a view do while it is told: ask the model, open a view, go away?",
)
def stranger(bench):
    bench.lay("stranger.py", STRANGER.read_bytes())
    ended = bench.run("stranger.py")
    for line in ended.output.decode("utf-8", "replace").splitlines():
        mark, _, words = line.partition(" ")
        if mark == "expected":
            expected, _, got = words.partition(" | ")
            raise Refused(expected, got=got)
    bench.expect(
        b"\nwell\n" in b"\n" + ended.output,
        "votes.py can be imported, and its Poll used by another program.",
        got=ended.how_it_ended(),
    )


# What several steps ask


def shown(bench, choices, *turns):
    """Say the lines one by one, and want for each just what comes after it."""
    program = bench.start("votes.py", *choices)
    so_far = 0
    said = []
    for line, *expected in turns:
        if line:
            said.append(line)
            program.say(f"{line}\n".encode())
        come = program.wait(
            lambda: (
                program.output.count(b"\n") >= so_far + len(expected)  # noqa: B023
                or program.has_ended
            ),
            bench.start_patience if not said else bench.patience,
        )
        got = lines_since(program, so_far)
        bench.expect(
            come and alike(got, expected),
            after(said, choices) + ("; ".join(expected) or "nothing") + ".",
            got=f"It prints {'; '.join(got) or 'nothing'}.",
        )
        so_far += len(expected)
    # What came too much for the last lines comes now at the latest.
    program.say_no_more()
    bench.ended(program)
    got = lines_since(program, so_far)
    bench.expect(
        not got,
        after(said, choices) + "what was shown, and nothing more.",
        got=f"It prints {'; '.join(got)} too.",
    )


def after(said, choices):
    when = f"after the lines {', '.join(said)}" if said else "at its beginning"
    return f"votes.py {' '.join(choices)}, {when}, prints: "


def lines_since(program, number):
    return program.output.decode("utf-8", "replace").splitlines()[number:]


def alike(got, expected):
    """Compare lines; their order is free, spaces are, and so is an error's text."""
    got, expected = (sorted(map(short_form, lines)) for lines in (got, expected))
    return got == expected


def short_form(line):
    line = re.sub(r"\s+", " ", line).replace(" ,", ",").strip()
    return "error:" if line.startswith("error:") else line
