"""Small makers of what a test of classes needs."""

from datetime import datetime, timedelta

from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from apps.course.models import Claim, Classroom
from apps.forum.tests.make import make_user

# The role, as the migrations of apps/moderation make it; course knows no moderation.
TEACHER = ["accounts.add_invitation", "course.add_classroom"]


def make_teacher(username=None, **fields):
    teacher = make_user(username, is_staff=True, **fields)
    group, is_new = Group.objects.get_or_create(name="Teachers")
    if is_new:  # a test of transactions has emptied the tables
        for name in TEACHER:
            app, _, codename = name.partition(".")
            group.permissions.add(
                Permission.objects.get(content_type__app_label=app, codename=codename)
            )
    teacher.groups.add(group)
    return teacher


def make_class(*learners, teacher=None, **fields):
    fields.setdefault("name", "Evening class")
    room = Classroom.objects.create(teacher=teacher or make_teacher(), **fields)
    for learner in learners:
        room.admit(learner)
    return room


def claim(member, lab="02_tcp", **fields):
    """Report an attempt as the learner's machine does, and give its row."""
    number = Claim.objects.count() + 1
    told = {
        "lab": lab,
        "made_at": datetime.now().astimezone().isoformat(),
        "passed": False,
        "failed_step": "in_pieces",
        "message": "b'n' comes back, though more will follow.",
        "seed": number,
        "edition": "5be1aa00bb11",
        "answer": f"a{number}",
        "starter": False,
        "hints": 0,
        "saw_solution": False,
    } | fields
    if told["passed"]:
        told |= {"failed_step": None, "message": None}
    answer = Claim.objects.keep(member, [told])
    assert answer["kept"] == 1, answer
    return Claim.objects.latest("pk")


def days(number):
    """Give the day so many days from now, by the site's clock."""
    zone = timezone.get_default_timezone()
    return timezone.localdate(timezone=zone) + timedelta(days=number)
