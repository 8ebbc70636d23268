"""The measurement: what threads and processes gain."""

import re
import sys

from apps.labs.checking import Refused, step

from .check_asks import (
    MEASURED,
    measurement,
    must_cost,
)
from .check_clauses import GIL


@step(
    "Before anything is measured, you say what you expect",
    clause=GIL,
    question="What will you learn from a number that you have not tried to guess?",
)
def predict_first(bench):
    program = bench.run("measure.py", stdin=b"")
    said = program.output + program.errors
    bench.expect(
        not re.search(MEASURED % b"", said) and b"Traceback" not in said,
        "Without answers to its questions the program measures nothing, and says why in a "
        "sentence.",
    )


@step(
    "Waits at once cost one wait; computing in threads costs all of it",
    clause=GIL,
    question="Do all begin at once, and does the clock run until the last has done?",
)
def measured(bench):
    # Without the lock (python3.14t) threads may be as fast as processes.
    has_lock = getattr(sys, "_is_gil_enabled", lambda: True)()
    for last in False, False, True:
        told, has_children = measurement(bench)
        try:
            must_cost(told, "waits in threads", 0.09, 0.5, 4)
            must_cost(told, "work in threads", 0.001, 2.5 if has_lock else 0.5, 20)
            must_cost(told, "work in processes", 0.001, 0.5, 20)
            bench.expect(
                has_children,
                "While it runs, the program has child processes: those that compute.",
                got="None was seen.",
                question="Which of your lines starts a process, and not a thread?",
            )
        except Refused:
            # A busy machine can spoil one measurement, and hardly three. But on none do
            # ten waits at once take as long as ten in turn.
            alone, at_once = told["waits in threads"]
            if last or at_once > 8 * alone:
                raise
        else:
            return
