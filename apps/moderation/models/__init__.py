"""Reports gather in a Case; what a moderator does is an Action, a line of the log."""

from .action import Action
from .case import Case, Report
from .thing import NAMES, about, locked, person_of, place_of

__all__ = [
    "NAMES",
    "Action",
    "Case",
    "Report",
    "about",
    "locked",
    "person_of",
    "place_of",
]
