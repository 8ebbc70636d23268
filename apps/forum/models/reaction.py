from django.conf import settings
from django.db import models

from .comment import Comment


class Reaction(models.Model):
    """What one member feels about a comment, in a word."""

    class Kind(models.TextChoices):
        THANKS = "thanks", "Thanks"
        AGREE = "agree", "I agree"
        INSIGHT = "insight", "Insightful"
        FUNNY = "funny", "Funny"

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reactions"
    )
    # No index of its own: two others begin with it.
    comment = models.ForeignKey(
        Comment, models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "member", "kind"], name="forum_reaction_once"
            )
        ]
        indexes = [
            models.Index(fields=["comment", "-id"], name="forum_reaction_latest")
        ]

    def __str__(self):
        return f"{self.member}: {self.kind}"
