from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.look import markup


class AnnouncementQuerySet(models.QuerySet):
    def unended(self):
        """Keep those that are shown now or later."""
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()))


class Announcement(models.Model):
    """What the owner says to everybody on top of each page."""

    class Audience(models.TextChoices):
        ALL = "all", "everybody"
        MEMBERS = "members", "members, signed in"

    text = models.TextField(max_length=1000, help_text="A sentence or two. Markdown.")
    html = models.TextField(editable=False)
    audience = models.CharField(
        "for", max_length=7, choices=Audience.choices, default=Audience.ALL
    )
    since = models.DateTimeField("from", default=timezone.now)
    until = models.DateTimeField(
        null=True, blank=True, help_text="Nothing here means: until it is deleted."
    )

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("since")),
                name="forum_announcement_ends_later",
                violation_error_message="It would end before it begins.",
            )
        ]

    def __str__(self):
        return markup.plain(self.text, 60)

    def save(self, *args, **kwargs):
        self.html = markup.render(self.text)
        super().save(*args, **kwargs)

    @property
    def prose(self):
        """The stored HTML, made by apps.look.markup and so safe to print."""
        return markup.stored(self.html)

    def is_shown(self, now, is_member):
        """Say whether it stands on a page that is made now for this reader."""
        if self.since > now or (self.until and self.until <= now):
            return False
        return is_member or self.audience == self.Audience.ALL


class Dismissal(models.Model):
    """A member has read an announcement and does not want to see it again."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="dismissals"
    )
    announcement = models.ForeignKey(
        Announcement, models.CASCADE, related_name="dismissals"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "member"], name="forum_dismissal_once"
            )
        ]

    def __str__(self):
        return f"{self.member}: {self.announcement_id}"
