"""What becomes of the progress of a member who leaves: apps/accounts/departures.py."""

from apps.accounts.models import Departure

from .models import Answer, Claim, Classroom, Enrolment, Help, LabKey, Progress, Review


def settle(member):
    """Forget what a member who is gone for good has learned here, and end their classes.

    While they may still come back, their rows wait: tables leave them out, and nobody
    joins a class of theirs. Who learned in their classes keeps plan and board; an
    administrator can give a class to another teacher.
    """
    if Departure.objects.filter(user=member, is_final=True).exists():
        for model in Progress, Answer, Review, LabKey, Claim, Enrolment, Help:
            model.objects.filter(member=member).delete()
        for room in Classroom.objects.filter(teacher=member, ended_at=None):
            room.end()
