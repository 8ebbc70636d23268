"""When a member's classes let this site show the solution of a lab.

Who is in no class asks nobody here: then what labs/records.py says holds, a pass or
three different tries. Who is in several keeps the agreement of each.
"""

from ..models import Classroom, Opening
from ..models.classroom import today

Solutions = Classroom.Solutions


def why_not_show(member, lesson, has_passed):
    """Say why a class of theirs keeps the solution back; "" when none does.

    TRIES asks no more than the site itself does.
    """
    if has_passed or not member.is_authenticated:
        return ""
    rooms = Classroom.objects.attended_by(member).filter(ended_at=None)
    for room in rooms.exclude(solutions=Solutions.TRIES):
        if why_not := why_not_in(room, lesson):
            return why_not
    return ""


def day_has_come(member, lesson):
    """Say whether the plan of a class of theirs shows the solution by now."""
    days = Opening.objects.filter(lesson=lesson.slug, solution_on__lte=today())
    rooms = Classroom.objects.attended_by(member).filter(ended_at=None)
    return days.filter(
        classroom__in=rooms.filter(solutions=Solutions.DATE).values("pk")
    ).exists()


def why_not_in(room, lesson):
    if room.solutions == Solutions.PASS:
        return f"In the class “{room.name}”, the solution opens when you have passed."
    plan = Opening.objects.filter(classroom=room, lesson=lesson.slug).first()
    day = plan and plan.solution_on
    if day and day <= today():
        return ""
    until = f", or on {day:%-d %B %Y}" if day else ""
    return (
        f"In the class “{room.name}”, the solution opens when you have passed{until}."
    )
