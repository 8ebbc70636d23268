"""What the course puts into a member's archive: see apps/accounts/archives.py."""

from apps.accounts.archives import as_json, moment

from .models import Answer, Claim, Help, LabKey, Progress, Review


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


def as_page(rows):
    yield "# Lessons that you read\n\n"
    for row in rows.iterator(500):
        yield f"- {row.lesson}, {moment(row.read_at)}\n"
