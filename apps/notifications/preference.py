"""What a member wants to have mailed, and when the next weekly letter is due."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

MORNING = time(8)
# Between two weekly letters, whatever becomes of the member's time zone.
A_WEEK = timedelta(days=6)


class PreferenceQuerySet(models.QuerySet):
    def expect_digest(self, members):
        """Let these members have a weekly letter; who waits for one waits on.

        There is a moment in `digest_at` only while something waits, so that nobody
        gets an empty letter and housekeeping looks at few rows.
        """
        known = {row.member_id: row for row in self.filter(member__in=members)}
        rows = []
        for member in members:
            row = known.get(member.pk, Preference(member=member))
            if row.digest_at is None:
                row.digest_at = next_morning(member.zone, row.earliest)
                rows.append(row)
        self.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["member"],
            update_fields=["digest_at"],
        )

    def due(self, now):
        """Keep those whose weekly letter is to be written."""
        return self.filter(digest_at__lte=now).order_by("digest_at")


class Preference(models.Model):
    """One member's choices. Who never chose has no row, or one with these defaults."""

    class Mail(models.TextChoices):
        NOW = "now", "At once"
        WEEKLY = "weekly", "Weekly"
        NEVER = "never", "Never"

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="notice_preference",
    )
    mention = models.CharField(
        "somebody mentions you", max_length=6, choices=Mail.choices, default=Mail.NOW
    )
    reply = models.CharField(
        "somebody answers in a topic of yours",
        max_length=6,
        choices=Mail.choices,
        default=Mail.NOW,
    )
    watched = models.CharField(
        "something is new in what you watch",
        max_length=6,
        choices=Mail.choices,
        default=Mail.WEEKLY,
    )
    reaction = models.CharField(
        "somebody reacts to what you wrote",
        max_length=6,
        choices=Mail.choices,
        default=Mail.WEEKLY,
    )
    solution = models.CharField(
        "your answer is marked as the solution",
        max_length=6,
        choices=Mail.choices,
        default=Mail.NOW,
    )
    moderation = models.CharField(
        "a moderator decides about what is yours",
        max_length=6,
        choices=Mail.choices,
        default=Mail.NOW,
    )
    # When the weekly letter is due; none while nothing waits for it.
    digest_at = models.DateTimeField(null=True, editable=False)
    digested_at = models.DateTimeField(null=True, editable=False)

    objects = PreferenceQuerySet.as_manager()

    CHOICES = ["mention", "reply", "watched", "reaction", "solution", "moderation"]

    class Meta:
        indexes = [
            models.Index(
                fields=["digest_at"],
                condition=models.Q(digest_at__isnull=False),
                name="notifications_digest_due",
            )
        ]

    def __str__(self):
        return f"preferences of {self.member}"

    @classmethod
    def of(cls, member):
        """Give a member's choices, made or not."""
        return getattr(member, "notice_preference", None) or cls(member=member)

    @property
    def earliest(self):
        """The moment after which the next weekly letter may come."""
        now = timezone.now()
        return max(now, self.digested_at + A_WEEK) if self.digested_at else now

    def stop(self, choice):
        """Mail no more of this; "weekly" is all that comes in the weekly letter."""
        weekly = [n for n in self.CHOICES if getattr(self, n) == self.Mail.WEEKLY]
        stopped = weekly if choice == "weekly" else [choice]
        for name in stopped:
            setattr(self, name, self.Mail.NEVER)
        self.keep(stopped)

    def keep(self, names):
        """Write these choices and no others; a row is made when there is none."""
        if names:
            Preference.objects.bulk_create(
                [self],
                update_conflicts=True,
                unique_fields=["member"],
                update_fields=names,
            )


def next_morning(zone, after):
    """Give the first Monday morning in a time zone that lies after a moment."""
    here = after.astimezone(zone)
    day = here.date() + timedelta(days=-here.weekday() % 7)
    morning = datetime.combine(day, MORNING, zone)
    if morning <= after:
        morning = datetime.combine(day + timedelta(days=7), MORNING, zone)
    return morning.astimezone(UTC)
