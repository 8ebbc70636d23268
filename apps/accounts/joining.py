"""Joining: from a registration to a member, or to nothing.

    join(user, address, invitation, words)  → the account, not yet a member
    approve(application), decline(application, reason)

An account is made at once, also for an address that has one already: its owner may
sign in and look around, but does not write and is seen by nobody until the address
is confirmed. So a registration goes the same way whatever the address is, and
nobody learns by it who has an account. Confirming is in confirming.py.
"""

from contextlib import suppress
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from apps.look.housekeeping import BITE

from . import avatars, confirming, departures, tasks
from .models import Application, Archive, Invitation, User

# How long an account waits for its address to be confirmed.
PATIENCE = timedelta(days=7)


class TooLate(Exception):
    """The application was decided meanwhile, or its account was closed."""


class UsedUp(Exception):
    """Somebody else took the last place of the invitation."""


@transaction.atomic
def join(user, address, invitation=None, words=None):
    """Keep a new account, ask for its address, and with words for approval."""
    if invitation and not Invitation.objects.has_room(invitation):
        raise UsedUp
    user.confirmed_at = None
    user.approved_at = None if words else user.joined_at
    user.invitation = invitation
    user.save()
    if words:
        Application.objects.create(member=user, words=words)
    confirming.ask(user, address)
    return user


@transaction.atomic
def approve(application):
    """Make the applicant a member, and say so by mail."""
    member = taken(application)
    member.approved_at = timezone.now()
    member.save(update_fields=["approved_at"])
    member.application.delete()
    tasks.send_approved.enqueue(member.pk)


@transaction.atomic
def decline(application, reason=""):
    """Take the account away again, which has written nothing, and say so by mail."""
    member = taken(application)
    tasks.send_declined.enqueue(member.username, member.email, reason)
    try:
        forget(member)
    except models.ProtectedError:
        # A moderator blocked them, say: the log keeps the row, and nothing in it.
        for archive in Archive.objects.filter(user=member):
            archive.discard()
        member.deleted_at = timezone.now()
        departures.empty(member)


def taken(application):
    """Hold an applicant who still waits; raise TooLate when somebody was quicker."""
    waiting = Application.objects.to_decide().filter(pk=application.pk)
    people = User.objects.select_for_update().filter(pk=application.pk)
    member = people.first()
    if member is None or not waiting.exists():
        raise TooLate
    return member


def prune():
    """Forget the accounts that nobody confirmed; housekeeping calls this."""
    before = timezone.now() - PATIENCE
    unconfirmed = User.objects.filter(confirmed_at=None, joined_at__lt=before)
    for user in unconfirmed.order_by("joined_at")[:BITE]:
        # Whoever something of the site points at stays: a moderator blocked them.
        with suppress(models.ProtectedError):
            forget(user)


@transaction.atomic
def forget(user):
    """Delete an account that has written nothing, and the files that it has left."""
    for archive in Archive.objects.filter(user=user):
        archive.discard()
    avatars.forget(user.avatar)
    user.delete()
