"""Members who leave: closed at once, gone after a week, back with one click between.

While the week lasts, nothing of the member's is changed but `deleted_at`, which
makes everybody else see a "deleted member". The apps above do with a member's
words what the member chose: settings.LEAVING names their functions by dotted
paths. Such a function takes a member and brings what that person has in its app
in line with how things stand now (leaving, and how; back; or gone for good). It
may be called twice, late, or again after it was interrupted.
"""

import logging
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from . import avatars
from .admission import Application
from .archives import Archive
from .sessions import Session

logger = logging.getLogger(__name__)

# What stays of a member's row. A column that is added one day goes by itself.
STAYS = {
    "id",
    "joined_at",
    "confirmed_at",
    "approved_at",
    "active_at",
    "deleted_at",
}


class KeptNameManager(models.Manager):
    def keep(self, key):
        """Let nobody have this username again (its key: see models.fold)."""
        self.get_or_create(digest=digest(key))

    def holds(self, key):
        """Say whether this username was somebody's who has left."""
        return self.filter(digest=digest(key)).exists()


class KeptName(models.Model):
    """A username of somebody who left: nobody shall write under it as if they were back.

    Only its digest is kept. Who knows the name can ask for it; the name itself,
    which is often a person's own, is gone.
    """

    digest = models.CharField(max_length=64, primary_key=True)

    objects = KeptNameManager()

    def __str__(self):
        return self.digest


class DepartureManager(models.Manager):
    @transaction.atomic
    def begin(self, user, content):
        """Close a member's account now, to be deleted after the grace."""
        from . import tasks  # which imports the models

        user = get_user_model().objects.select_for_update().get(pk=user.pk)
        departure, is_new = self.get_or_create(user=user, defaults={"content": content})
        if not is_new:
            return departure
        user.deleted_at = departure.asked_at
        user.save(update_fields=["deleted_at"])
        Session.objects.end(user)
        tasks.settle_departure.enqueue(user.pk)
        tasks.send_departure.enqueue(departure.pk)
        return departure


class Departure(models.Model):
    """A closed account, in the days in which its owner can still come back."""

    class Content(models.TextChoices):
        STAYS = "stays", "What I wrote stays, and “deleted member” stands beside it"
        GOES = "goes", "What I wrote goes, too"

    GRACE = timedelta(days=7)

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="departure"
    )
    content = models.CharField(max_length=5, choices=Content.choices)
    asked_at = models.DateTimeField(default=timezone.now)
    # Its deletion has begun: there is no way back.
    is_final = models.BooleanField(default=False)

    objects = DepartureManager()

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="accounts_departure_due")]

    def __str__(self):
        return f"departure {self.pk}"

    @property
    def due_at(self):
        return self.asked_at + self.GRACE

    @transaction.atomic
    def undo(self):
        """Open the account again; say whether there was still time."""
        from . import tasks  # which imports the models

        still = Departure.objects.filter(pk=self.pk, is_final=False)
        if not still.delete()[0]:
            return False
        get_user_model().objects.filter(pk=self.user_id).update(deleted_at=None)
        tasks.settle_departure.enqueue(self.user_id)
        return True

    def perform(self):
        """Delete what is to be deleted; interrupted, it can be done again."""
        if not Departure.objects.filter(pk=self.pk).update(is_final=True):
            return  # its owner came back just now
        settle(self.user)
        for archive in Archive.objects.filter(user=self.user):
            archive.discard()
        with transaction.atomic():
            empty(get_user_model().objects.select_for_update().get(pk=self.user_id))
            self.delete()


def why_not_leave(user):
    """Say why this member may not close the account now; empty means yes."""
    if user.deleted_at:
        return "Your account is closed already."
    owners = get_user_model().objects.active().filter(is_superuser=True)
    if user.is_superuser and not owners.filter(deleted_at=None).exclude(pk=user.pk):
        return (
            "You are the only owner of this site. Make somebody else an owner first, "
            "in the back office."
        )
    return ""


def settle(user):
    """Let each app do with the member's words what the member wants now."""
    for path in settings.LEAVING:
        import_string(path)(user)


def empty(user):
    """Take everything out of a member's row that says who it was."""
    for key in {user.username_key, user.username_skeleton}:
        KeptName.objects.keep(key)
    Session.objects.end(user)
    user.confirmations.all().delete()
    user.invitations.all().delete()
    Application.objects.filter(member=user).delete()
    avatars.forget(user.avatar)
    for field in user._meta.concrete_fields:
        if field.name not in STAYS:
            setattr(user, field.attname, field.get_default())
    for field in user._meta.many_to_many:
        getattr(user, field.name).clear()
    user.username = f"deleted:{user.pk}"  # nobody can be called that
    user.is_active = False
    user.set_unusable_password()
    user.save()


def perform_due():
    """Delete the accounts whose grace is over; housekeeping calls this."""
    due = timezone.now() - Departure.GRACE
    for departure in Departure.objects.filter(asked_at__lte=due).select_related("user"):
        try:
            departure.perform()
        except Exception:  # one that fails must not keep the others here
            logger.exception("%s could not be performed.", departure)


def digest(key):
    return sha256(key.encode()).hexdigest()
