from .claim import Claim, LabKey
from .progress import PAUSES, Answer, Edition, Progress, Review

__all__ = [
    "PAUSES",
    "Answer",
    "Claim",
    "Edition",
    "LabKey",
    "Progress",
    "Review",
]
