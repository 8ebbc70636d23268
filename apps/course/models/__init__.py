from .claim import Claim, LabKey
from .classroom import Classroom, Ended, Enrolment, Full, Opening, may_teach
from .help import Help
from .progress import PAUSES, Answer, Edition, Progress, Review

__all__ = [
    "PAUSES",
    "Answer",
    "Claim",
    "Classroom",
    "Edition",
    "Ended",
    "Enrolment",
    "Full",
    "Help",
    "LabKey",
    "Opening",
    "Progress",
    "Review",
    "may_teach",
]
