"""Reading what another machine sends: each field is what it must be, or is refused.

The format is labs.Attempt.as_data, described in apps/labs/README.md. Fields that are
not known here are left out: a newer ladder may tell more.
"""

import re
from datetime import UTC, datetime

from apps.labs.models import MESSAGE

LAB = re.compile(r"\d\d_[a-z0-9_]{1,57}")
STEP = re.compile(r"[A-Za-z0-9_]{1,100}")
DIGEST = re.compile(r"[0-9a-z]{1,12}")
YEARS = range(2020, 2101)


def fields_of(attempt):
    """Give the fields of a claim; ValueError says in a sentence what is not right."""
    if not isinstance(attempt, dict):
        raise ValueError("An attempt is an object.")
    return {
        "lab": name(attempt, "lab", LAB),
        "made_at": moment(attempt, "made_at"),
        "is_pass": truth(attempt, "passed"),
        "failed_step": name(attempt, "failed_step", STEP, default=""),
        "message": line(attempt, "message"),
        "seed": number(attempt, "seed", 2**63 - 1),
        "edition": name(attempt, "edition", DIGEST),
        "answer": name(attempt, "answer", DIGEST),
        "is_starter": truth(attempt, "starter"),
        "hints": number(attempt, "hints", 1000),
        "saw_solution": truth(attempt, "saw_solution"),
    }


def name(attempt, key, pattern, default=None):
    value = attempt.get(key)
    if value is None and default is not None:
        return default
    if not (isinstance(value, str) and pattern.fullmatch(value)):
        raise ValueError(f"{key} is no name of the kind {pattern.pattern}.")
    return value


def moment(attempt, key):
    value = attempt.get(key)
    try:
        when = datetime.fromisoformat(value).astimezone(UTC)
        has_zone = datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{key} is no moment as ISO 8601 writes it.") from None
    if not has_zone or when.year not in YEARS:
        raise ValueError(f"{key} says no time zone, or no year of ours.")
    return when


def truth(attempt, key):
    value = attempt.get(key)
    if not isinstance(value, bool):
        raise ValueError(f"{key} is neither true nor false.")
    return value


def number(attempt, key, most):
    value = attempt.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError(f"{key} is no number from 0 to {most}.")
    return value


def line(attempt, key):
    """Read a text as one printable line, cut to its length.

    It is a stranger's: control characters, halves of characters and signs that turn
    the direction of writing become spaces.
    """
    value = attempt.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{key} is no text.")
    value = value[: 10 * MESSAGE]
    printable = "".join(sign if sign.isprintable() else " " for sign in value)
    return " ".join(printable.split())[:MESSAGE]
