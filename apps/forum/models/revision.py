from django.conf import settings
from django.db import models
from django.utils import timezone

from .comment import Comment
from .topic import FACE


class RevisionQuerySet(models.QuerySet):
    def with_author(self):
        """Fetch with each who made the change."""
        people = [f"author__{field}" for field in FACE]
        own = ["comment_id", "title", "text", "made_at"]
        return self.select_related("author").only(*own, *people)


class Revision(models.Model):
    """A comment as it was before a change: its text, and its topic's title."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="revisions")
    # Who made the change, and when.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="revisions"
    )
    made_at = models.DateTimeField(default=timezone.now)
    # Of an opening comment only: one story of both.
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    # A draft that comes late from this form is not kept.
    form_key = models.UUIDField(null=True, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["comment", "-id"], name="forum_revision_of_comment")
        ]

    def __str__(self):
        return f"{self.comment} before {self.made_at}"
