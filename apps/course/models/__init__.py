from .claim import Claim, LabKey
from .help import Help
from .progress import PAUSES, Answer, Edition, Progress, Review

__all__ = [
    "PAUSES",
    "Answer",
    "Claim",
    "Edition",
    "Help",
    "LabKey",
    "Progress",
    "Review",
]
