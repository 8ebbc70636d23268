from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

LISTS = [("topic", "topics"), ("comment", "comments"), ("member", "members")]


class BatchQuerySet(models.QuerySet):
    def shown_to(self, user, *, all_of_them):
        """Keep one's own; those of all moderators for who moderates the whole site."""
        return self if all_of_them else self.filter(actor=user)


class Batch(models.Model):
    """One act on many things, for one reason; bulk.py performs it."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="batches"
    )
    of = models.CharField(max_length=7, choices=LISTS)
    act = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    # What else the act needs: {"board": 3}, or {"kind": "write", "until": "2027-…"}.
    details = models.JSONField(default=dict)
    # As in an address; empty when the things were ticked one by one.
    conditions = models.TextField(blank=True)
    # The newest thing there was: later ones were not meant.
    ceiling = models.BigIntegerField(null=True)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="undone_by"
    )
    # Comes with the form: the same form sent twice makes one batch.
    form_key = models.UUIDField(null=True, unique=True)
    found = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    gathered_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "batches"
        indexes = [models.Index(fields=["actor", "-id"], name="moderation_batch_actor")]

    def __str__(self):
        return f"{self.act} {self.get_of_display()}, no. {self.pk}"

    @property
    def is_over(self):
        return bool(self.finished_at or self.cancelled_at)

    @property
    def settled(self):
        return self.done + self.left_out

    @property
    def state(self):
        """How far it is, in a word or two."""
        if self.trouble:
            return "failed"
        if self.cancelled_at:
            return "stopped"
        if self.finished_at:
            return "undone" if hasattr(self, "undone_by") else "done"
        return "at work" if self.gathered_at else "looking for all of them"

    @property
    def why_not_undo(self):
        """Say why this cannot be undone as a whole; "" when it can."""
        if self.undoes_id:
            return "This was an undoing. Do the act again instead."
        if not self.is_over:
            return "Stop it first, or wait until it is done."
        if hasattr(self, "undone_by"):
            return "This is undone already."
        return "" if self.done else "Nothing was done."

    def cancel(self):
        """Stop before the next thing; what is done stays."""
        running = Batch.objects.filter(pk=self.pk, finished_at=None, cancelled_at=None)
        return bool(running.update(cancelled_at=timezone.now()))


class BatchItemQuerySet(models.QuerySet):
    def waiting(self):
        """Keep what is neither done nor left out, in order."""
        return self.filter(settled_at=None).order_by("thing_id")

    def left_out(self):
        return self.filter(settled_at__isnull=False, action=None)

    def done(self):
        return self.filter(action__isnull=False)


class BatchItem(models.Model):
    """One of the things of a batch, and what became of it."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="items")
    thing_id = models.BigIntegerField()
    settled_at = models.DateTimeField(null=True)
    # Its line in the log; none when it was left out.
    action = models.OneToOneField(
        "moderation.Action", models.PROTECT, null=True, related_name="batch_item"
    )
    why = models.CharField(max_length=300, blank=True)

    objects = BatchItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "thing_id"], name="moderation_batch_item_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["batch", "thing_id"],
                condition=Q(settled_at=None),
                name="moderation_batch_item_waiting",
            ),
            models.Index(
                fields=["batch", "thing_id"],
                condition=Q(settled_at__isnull=False, action=None),
                name="moderation_batch_item_left_out",
            ),
        ]

    def __str__(self):
        return f"{self.thing_id} of batch {self.batch_id}"
