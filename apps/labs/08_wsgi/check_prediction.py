"""The prediction: what does each server make of a mistake?"""

import re

from apps.labs.checking import Refused, step

from .check_asks import (
    BYTES,
    SERVERS,
)


@step(
    "The prediction is what happens",
    clause=BYTES,
    question="When does this server send the head: before or after it has seen that the "
    "first piece is no bytes?",
)
def prediction(bench):
    predicted = read_predictions(bench)
    for name in "servers.py", "text_body.py":
        bench.lay(name, SERVERS.with_name(name).read_bytes())
    ended = bench.run("text_body.py", "--short")
    found = dict(line.split() for line in ended.output.decode().splitlines())
    bench.expect(found, "The servers can be started.", got=ended.how_it_ended())
    # What it printed would tell the outcomes of all the others too.
    bench.programs.clear()
    for name, outcome in found.items():
        bench.expect(
            predicted.get(name) == outcome,
            f"{name}: {outcome}",
            got=f"predictions.txt says {predicted.get(name)!r} of {name}. See the "
            "bytes: run text_body.py.",
        )


def read_predictions(bench):
    path = bench.folder / "predictions.txt"
    text = path.read_text("utf-8", "replace") if path.exists() else ""
    predicted = dict(re.findall(r"(?m)^\s*(\w+)\s*:[ \t]*(\S+)", text))
    if not predicted or "?" in predicted.values():
        raise Refused(
            "predictions.txt has a word for each server. A guess is welcome: it is what "
            "makes the answer worth knowing.",
            got="There is none." if not predicted else "A question mark stands there.",
        )
    return {name: word.lower() for name, word in predicted.items()}
