"""What the course puts into a member's archive: see apps/accounts/archives.py."""

from apps.accounts.archives import as_json, moment

from .models import Answer, Claim, Classroom, Enrolment, Help, LabKey, Progress, Review


def progress(user):
    """Yield what the member has read, answered, and what comes back when."""
    read = Progress.objects.filter(member=user).order_by("pk")
    yield (
        "lessons.json",
        as_json(read.values("lesson", "edition__digest", "read_at").iterator(500)),
    )
    yield "lessons.md", as_page(read)
    answers = Answer.objects.filter(member=user).order_by("pk")
    yield (
        "answers.json",
        as_json(
            answers.values(
                "lesson", "question", "given", "is_right", "answered_at"
            ).iterator(500)
        ),
    )
    reviews = Review.objects.filter(member=user).order_by("pk")
    yield (
        "review.json",
        as_json(reviews.values("lesson", "question", "step", "due_at").iterator(500)),
    )


def claims(user):
    """Yield what the member's machine has reported of labs, since when it may, and what
    help the member has opened here."""
    rows = Claim.objects.filter(member=user).order_by("pk")
    names = (
        "lab made_at received_at is_pass failed_step message seed edition answer "
        "is_starter hints saw_solution"
    )
    yield "labs.json", as_json(rows.values(*names.split()).iterator(500))
    opened = Help.objects.filter(member=user).order_by("pk")
    yield (
        "lab_help.json",
        as_json(opened.values("lab", "kind", "number", "opened_at").iterator(500)),
    )
    keys = LabKey.objects.filter(member=user)
    yield "lab_key.json", as_json(keys.values("made_at", "used_at"))


def classes(user):
    """Yield the classes in which the member learns, and those that they teach."""
    rows = Enrolment.objects.filter(member=user).order_by("pk")
    about = rows.values("classroom__name", "classroom__teacher__username", "joined_at")
    yield "classes.json", as_json(about.iterator(500))
    rooms = Classroom.objects.filter(teacher=user).order_by("pk")
    names = "name", "note", "code", "solutions", "made_at", "ended_at"
    yield "classes_taught.json", as_json(rooms.values(*names).iterator(500))


def as_page(rows):
    yield "# Lessons that you read\n\n"
    for row in rows.iterator(500):
        yield f"- {row.lesson}, {moment(row.read_at)}\n"
