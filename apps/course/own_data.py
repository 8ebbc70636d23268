"""What the course puts into a member's archive: see apps/accounts/archives.py."""

from apps.accounts.archives import as_json, moment

from .models import Answer, Progress, Review


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


def as_page(rows):
    yield "# Lessons that you read\n\n"
    for row in rows.iterator(500):
        yield f"- {row.lesson}, {moment(row.read_at)}\n"
