"""How people come in: the owner's rule, invitations, and applications that wait."""

import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from apps.look import markup

CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")


class Joining(models.Model):
    """The owner's rule for who may join. There is one row, or none."""

    class Mode(models.TextChoices):
        OPEN = "open", "Everybody"
        INVITATION = "invitation", "Who is invited by a member"
        APPROVAL = "approval", "Who is approved by the site's staff"
        CLOSED = "closed", "Nobody at present"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    mode = models.CharField(
        "who may join",
        max_length=10,
        choices=Mode.choices,
        default=Mode.OPEN,
        help_text="Whoever joins confirms their e-mail address. "
        "Who has an invitation needs no approval.",
    )
    message = models.TextField(
        max_length=1000,
        blank=True,
        help_text="Your own words above the form, or in place of it. Markdown.",
    )
    message_html = models.TextField(editable=False, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "how people join"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1), name="accounts_joining_one_row"
            )
        ]

    def __str__(self):
        return "How people join"

    def save(self, *args, **kwargs):
        self.message_html = markup.render(self.message)
        super().save(*args, **kwargs)

    @classmethod
    def current(cls):
        """Give the rule; without one, everybody may join.

        It is read at each visit of the few pages that ask, so it holds at once.
        """
        return cls.objects.first() or cls()

    @property
    def words(self):
        """The owner's words as HTML, made by apps.look.markup and so safe to print."""
        return markup.stored(self.message_html)

    def why_not_register(self, invitation):
        """Say why nobody can register now, or not without an invitation."""
        if self.mode == self.Mode.CLOSED:
            return "Nobody can join at present. Reading is open to everybody."
        if self.mode == self.Mode.INVITATION and invitation is None:
            return (
                "Here one joins by invitation: a member sends you a link. "
                "If you came by one, it is used up or too old; ask for another."
            )
        return ""

    def needs_approval(self, invitation):
        return self.mode == self.Mode.APPROVAL and invitation is None


class InvitationQuerySet(models.QuerySet):
    def with_uses(self):
        """Count who came with each."""
        return self.annotate(uses=models.Count("members"))

    def usable(self):
        """Keep those that still let somebody in."""
        return self.with_uses().filter(
            uses__lt=models.F("max_uses"), expires_at__gt=timezone.now()
        )

    def open_places(self, inviter):
        """Count whom this person's invitations would still let in."""
        usable = self.usable().filter(inviter=inviter)
        return sum(invitation.max_uses - invitation.uses for invitation in usable)

    def by_code(self, code):
        """Give the one that this link carries, if it still lets somebody in."""
        return self.usable().filter(code=code).first() if CODE.fullmatch(code) else None

    def has_room(self, invitation):
        """Say whether it still lets somebody in, and lock it until that is done.

        So the last place is not given to two who come at once.
        """
        locked = self.select_for_update().get(pk=invitation.pk)
        return self.usable().filter(pk=locked.pk).exists()


def new_code():
    return secrets.token_urlsafe(16)


def in_two_weeks():
    return timezone.now() + timedelta(days=14)


class Invitation(models.Model):
    """A link by which so many may join until it expires."""

    # How many places one person may keep open; the owners may keep more.
    PLACES = 200

    code = models.CharField(
        max_length=32, unique=True, default=new_code, editable=False
    )
    inviter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="invitations",
        editable=False,
    )
    max_uses = models.PositiveSmallIntegerField(
        "for how many",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text="So many people can join with it; 30 for a class, for example.",
    )
    expires_at = models.DateTimeField("valid until", default=in_two_weeks)
    note = models.CharField(
        max_length=100,
        blank=True,
        help_text="For whom it is, so that you know it again. Only you and the "
        "site's staff see it.",
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(max_uses__gte=1), name="accounts_invitation_of_use"
            )
        ]

    def __str__(self):
        return self.note or f"invitation {self.pk}"

    @property
    def link(self):
        address = reverse("accounts:register")
        return f"{settings.SITE_URL}{address}?invitation={self.code}"

    @property
    def has_expired(self):
        return self.expires_at <= timezone.now()

    def withdraw(self):
        """Let nobody in any more; who came with it stays."""
        self.expires_at = timezone.now()
        self.save(update_fields=["expires_at"])


class ApplicationQuerySet(models.QuerySet):
    def to_decide(self):
        """Keep those of people who have confirmed their address, the oldest first.

        Whoever has closed the account waits for nothing, but may come back.
        """
        confirmed = self.exclude(member__confirmed_at=None)
        confirmed = confirmed.filter(member__deleted_at=None)
        return confirmed.select_related("member").order_by("made_at", "pk")


class Application(models.Model):
    """What somebody says who would like to join; it goes when it is decided."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="application",
    )
    words = models.TextField(max_length=1000)
    made_at = models.DateTimeField(default=timezone.now)

    objects = ApplicationQuerySet.as_manager()

    def __str__(self):
        return self.member.username
