"""The traces that answers are compared with, and the answers themselves.

The check records its own traces and takes none that the learner has kept: a kept one may be of
yesterday's code, or of a page with other data. The recorder is journey.py, the same that
learners run, but always the one beside this file.
"""

import json
import sys
import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings

from apps.labs.checking import Refused, document

JOURNEY = Path(__file__).with_name("journey.py")
ANSWERS = "answers.toml"
TOPIC = "/forum/topics/11/"
LONG_TOPIC = "/forum/topics/33/"
LESSONS = "/learn/"
# For whoever waits on a busy machine, the first time; lab.toml has the limit.
PATIENCE = 400
SITE = document(
    "Lab 01",
    "journey.py",
    "The check starts this project's own site and asks it for a page.",
)
_traces = {}


def recorded(bench, *words):
    """Give {path: {"trace", "fields"}}. A process records once: `lab check` therefore at
    each check, `lab watch` when it begins."""
    if words not in _traces:
        program = bench.start(
            sys.executable, str(JOURNEY), "--json", *words, VAR_DIR=settings.VAR_DIR
        )
        program.say_no_more()
        program.wait_ended(PATIENCE)
        if program.status != 0:
            said = program.errors.decode("utf-8", "replace").strip()
            raise Refused(
                "The site starts and answers, and X-ray records the answer.",
                got=said or program.how_it_ended(),
                clause=SITE,
                question="Does the site run under `make run`, and what have you changed in it?",
            )
        program.stop()
        # It is none of the learner's: what it printed explains no refusal.
        bench.programs.remove(program)
        _traces[words] = json.loads(program.output)
    return _traces[words]


def under_runserver(bench):
    return recorded(bench, TOPIC, LONG_TOPIC, LESSONS)


def behind_nginx(bench):
    return recorded(bench, "production", TOPIC)[TOPIC]


# What a trace says


def hops(trace):
    """Give the names of the hops by the moment in which each began.

    Of those before Django the moments are not known, or by another clock: there the trace's
    own order counts, from the outside to the inside.
    """
    known = trace["hops"]
    return [
        hop["name"] for hop in sorted(known, key=lambda hop: max(hop["start"] or 0, 0))
    ]


def writer(name, trace, fields):
    """Say who wrote a value: browser, nginx, server, middleware or view; None: nobody has."""
    key = name if name.isupper() else "HTTP_" + name.upper().replace("-", "_")
    for row in trace["environ"]:
        if row["key"] == key:
            return {"client": "browser"}.get(row["put_by"], row["put_by"])
    added = [f["name"] for x in trace["middleware"] for f in x["headers"]["added"]]
    if name in added:
        return "middleware"
    if name in [field["name"] for field in trace["response"]["headers"]]:
        return "view"
    if name in [field for field, _ in fields]:
        # Django has never had it, so it is the word of whoever spoke to the client.
        return "nginx" if trace["server"]["nginx"] else "server"
    return None


# What the learner says


@cache
def parsed(text):
    return tomllib.loads(text)


def answers(bench, *names):
    """Give a part of answers.toml; {} or [] where it is not there."""
    path = bench.folder / ANSWERS
    found = parsed(path.read_text("utf-8", "replace")) if path.exists() else {}
    for name in names:
        found = found.get(name, {}) if isinstance(found, dict) else {}
    return found


def words_of(thing):
    """Read a word kindly: with spaces around it, or a capital."""
    return str(thing).strip().lower()
