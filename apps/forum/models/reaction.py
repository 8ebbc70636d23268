from typing import NamedTuple

from django.conf import settings
from django.db import models

# Shown to those who see; the kind's name is read to those who listen.
SIGNS = {"thanks": "🙏", "agree": "👍", "insight": "💡", "funny": "😄"}


class Reaction(models.Model):
    """What one member says to a comment in a word."""

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
        "Comment", models.CASCADE, related_name="reacted", db_index=False
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

    @property
    def sign(self):
        return SIGNS[self.kind]


class Tally(NamedTuple):
    """One kind under a comment: how many gave it, and whether the reader did."""

    kind: str
    label: str
    sign: str
    count: int
    is_mine: bool


def tallies(counts, mine):
    """Give a Tally for each kind, in the order in which they always stand."""
    return [
        Tally(kind.value, kind.label, SIGNS[kind], counts.get(kind, 0), kind in mine)
        for kind in Reaction.Kind
    ]
