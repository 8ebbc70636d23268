"""Classes of the demo community: who teaches, who learns, and how far they are."""

from datetime import datetime, time, timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from apps.accounts.models import User

from .lessons.shelf import shelf
from .models import Claim, Classroom, Enrolment, Progress
from .models.classroom import today

TEACHERS = "Teachers"
WEEK = timedelta(days=7)
# What checks say to the wrong answers that learners give most often.
SAID = {
    "in_pieces": "b'n' comes back, though more will follow. "
    "Your program closed the connection.",
    "end_is_answered": "The connection is closed after the last byte, and nothing more "
    "comes. Nothing happened for 5 s; the connection is open.",
    "glued": "A request for public/test.jpg is answered by 200. It is answered by 400.",
    "other_methods": "405 comes with a field Allow: GET, HEAD Allow: None",
}
# Of each learner: since how many days in the class, what they have read, and what their
# machine has reported, as (lab, step that failed, or nothing after a pass).
EVENING = {
    "lin": (
        24,
        ["journey", "tcp", "http"],
        [
            ("01_journey", ""),
            ("02_tcp", "in_pieces"),
            ("02_tcp", ""),
            ("03_http", "glued"),
            ("03_http", ""),
        ],
    ),
    "priya": (
        24,
        ["journey", "tcp"],
        [
            ("01_journey", ""),
            ("02_tcp", "end_is_answered"),
            ("02_tcp", ""),
            ("03_http", "other_methods"),
        ],
    ),
    "oskar": (
        23,
        ["journey"],
        [("01_journey", ""), *[("02_tcp", "in_pieces")] * 3],
    ),
    "艾达": (2, ["journey"], [("01_journey", ""), ("02_tcp", "in_pieces")]),
}
SUNDAY = {
    "noor": (9, ["journey"], [("01_journey", "")]),
    "ife": (9, [], [("02_tcp", "in_pieces")]),
}


def load():
    """Make two classes, unless there are any."""
    if Classroom.objects.exists():
        return
    people = {user.username: user for user in User.objects.filter(deleted_at=None)}
    # She is a moderator; who makes classes has this role, too.
    people["ada"].groups.add(Group.objects.get_or_create(name=TEACHERS)[0])
    evening = Classroom.objects.create(
        teacher=people["ada"],
        name="Thursday evening class",
        note="Thursdays at seven, second floor. Bring your laptop and its charger.",
    )
    evening.plan(a_lesson_a_week(today() - 3 * WEEK))
    fill(evening, people, EVENING)
    sunday = Classroom.objects.create(
        teacher=people["grace"], name="Sunday reading group", solutions="pass"
    )
    fill(sunday, people, SUNDAY)


def a_lesson_a_week(first):
    """Plan the first lessons: each is to be done when the next one begins."""
    return {
        lesson.slug: {
            "opens_on": first + number * WEEK,
            "due_on": first + (number + 1) * WEEK,
        }
        for number, lesson in enumerate(shelf().lessons[:8])
    }


def fill(room, people, learners):
    for name, (since, read, reported) in learners.items():
        member = people[name]
        room.admit(member)
        joined_at = at_eight(since)
        Enrolment.objects.filter(classroom=room, member=member).update(
            joined_at=joined_at
        )
        for number, slug in enumerate(read):
            row = Progress.objects.mark_read(member, shelf().by_slug[slug])
            row.read_at = joined_at + number * timedelta(days=7)
            row.save()
        report(member, joined_at, reported)


def report(member, joined_at, reported):
    """Keep what a learner's machine has sent, as if it had sent it then."""
    for number, (lab, step) in enumerate(reported):
        made_at = joined_at + timedelta(days=1 + 4 * number, minutes=7 * number)
        made_at = min(made_at, timezone.now() - timedelta(hours=len(reported) - number))
        attempt = {
            "lab": lab,
            "made_at": made_at.isoformat(timespec="seconds"),
            "passed": not step,
            "failed_step": step or None,
            "message": SAID.get(step),
            "seed": 100 + number,
            "edition": "d3m0",
            "answer": f"a{number}",
            "starter": False,
            "hints": min(number, 3),
            "saw_solution": False,
        }
        Claim.objects.keep(member, [attempt])
        Claim.objects.filter(member=member, seed=100 + number).update(
            received_at=made_at
        )


def at_eight(days):
    """Give eight in the evening so many days ago."""
    day = today() - timedelta(days=days)
    zone = timezone.get_default_timezone()
    return timezone.make_aware(datetime.combine(day, time(20)), zone)
