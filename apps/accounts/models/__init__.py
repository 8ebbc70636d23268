"""The member; and the models that tell stories of their own, beside this folder."""

from ..admission import Application, Invitation, Joining
from ..archives import Archive
from ..confirmation import Confirmation
from ..departures import Departure, KeptName
from ..sessions import Session
from .keys import composed, fold
from .user import User

__all__ = [
    "Application",
    "Archive",
    "Confirmation",
    "Departure",
    "Invitation",
    "Joining",
    "KeptName",
    "Session",
    "User",
    "composed",
    "fold",
]
