from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import holds
from apps.forum.models import Board, Comment, Topic


def exactly_one(*fields):
    """Give the condition that one of these is set and the others are not."""
    condition = Q()
    for chosen in fields:
        condition |= Q(**{f"{field}__isnull": field != chosen for field in fields})
    return condition


class AboutOneThing(models.Model):
    """What is about a comment, a topic or a member: one of the three."""

    comment = models.ForeignKey(
        Comment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+"
    )
    member = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def target(self):
        return self.comment or self.topic or self.member

    @property
    def board(self):
        """The board where it happened; none for a member."""
        topic = self.comment.topic if self.comment else self.topic
        return topic.board if topic else None


class ActionQuerySet(models.QuerySet):
    """The log is written once: nothing in it is changed or taken out."""

    def update(self, **fields):
        raise TypeError("The log of moderation cannot be changed.")

    def delete(self):
        raise TypeError("Nothing can be taken out of the log of moderation.")

    def with_all(self):
        """Fetch all that a line of the log names."""
        return self.select_related(
            "actor",
            "member",
            "topic__board",
            "comment__topic__board",
            "comment__author",
        ).select_related("undone")

    def visible_to(self, user):
        """Keep what this reader may know: acts on what stands on boards open to them."""
        topics = Topic.objects.filter(board__in=Board.objects.open_to(user))
        on_member = Q(comment=None, topic=None)
        return self.filter(
            on_member | Q(topic__in=topics) | Q(comment__topic__in=topics)
        )


class Action(AboutOneThing):
    """A line of the log: who did what to what, when and why."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="actions"
    )
    act = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    # The fields that the act has changed, as they were and as it left them.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone"
    )

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("comment", "topic", "member"),
                name="moderation_action_about_one_thing",
            )
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="moderation_action_member"),
        ]

    def __str__(self):
        return f"{self.act} by {self.actor}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("The log of moderation cannot be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("Nothing can be taken out of the log of moderation.")

    @property
    def is_undone(self):
        return hasattr(self, "undone")


class CaseQuerySet(models.QuerySet):
    def open(self):
        """Keep the cases that nobody has decided."""
        return self.filter(decided_at=None)

    def open_to(self, user):
        """Keep the cases that this moderator may decide."""
        if holds(user, "forum.moderate"):
            return self
        boards = user.moderated_boards.values("pk")
        return self.filter(
            Q(topic__board__in=boards) | Q(comment__topic__board__in=boards)
        )

    def with_all(self):
        """Fetch all that the queue shows of a case."""
        return self.select_related(
            "member", "topic__board", "topic__author", "taken_by"
        ).select_related("comment__topic__board", "comment__author")


class Case(AboutOneThing):
    """All reports of one thing, until somebody decides."""

    opened_at = models.DateTimeField(default=timezone.now)
    report_count = models.PositiveIntegerField(default=0)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decision = models.CharField(max_length=300, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("comment", "topic", "member"),
                name="moderation_case_about_one_thing",
            ),
            # One open case a thing: reports gather.
            *(
                models.UniqueConstraint(
                    fields=[thing],
                    condition=Q(decided_at=None),
                    name=f"moderation_case_one_open_{thing}",
                )
                for thing in ("comment", "topic", "member")
            ),
        ]
        indexes = [
            models.Index(
                fields=["opened_at", "id"],
                condition=Q(decided_at=None),
                name="moderation_case_open",
            )
        ]

    def __str__(self):
        return f"Case {self.pk}: {self.target}"

    def get_absolute_url(self):
        return reverse("moderation:case_detail", args=[self.pk])


class Report(models.Model):
    """What one member says is wrong with a thing."""

    class Why(models.TextChoices):
        SPAM = "spam", "It is advertising."
        UNKIND = "unkind", "It is unkind or hurts somebody."
        ASTRAY = "astray", "It belongs somewhere else."
        UNLAWFUL = "unlawful", "It may be against the law."
        OTHER = "other", "Something else, see below."

    case = models.ForeignKey(Case, models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports"
    )
    why = models.CharField(max_length=8, choices=Why.choices)
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "reporter"], name="moderation_report_once"
            )
        ]

    def __str__(self):
        return f"{self.get_why_display()} ({self.reporter})"
