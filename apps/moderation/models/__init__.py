"""Reports gather in a Case; what a moderator does is an Action, a line of the log."""

from .action import Action
from .batch import Batch, BatchItem
from .case import Case, Report
from .saved_search import SavedSearch
from .thing import NAMES, about, locked, person_of, place_of

__all__ = [
    "NAMES",
    "Action",
    "Batch",
    "BatchItem",
    "Case",
    "Report",
    "SavedSearch",
    "about",
    "locked",
    "person_of",
    "place_of",
]
