from django.conf import settings
from django.db import models
from django.utils import timezone

from .comment import Comment


class BookmarkQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Keep the member's own, of comments whose words can still be read."""
        return self.filter(member=user, comment__in=Comment.objects.readable_by(user))

    def with_comment(self):
        """Fetch with each bookmark what a list shows of its comment."""
        rows = self.select_related("comment__topic__board", "comment__author")
        return rows.defer("comment__html", "comment__tokens")


class Bookmark(models.Model):
    """A comment that a member wants to find again, and perhaps why."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="bookmarks",
        db_index=False,
    )
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "comment"], name="forum_bookmark_once"
            )
        ]
        indexes = [models.Index(fields=["member", "-id"], name="forum_bookmark_latest")]

    def __str__(self):
        return f"{self.member}: {self.comment}"
