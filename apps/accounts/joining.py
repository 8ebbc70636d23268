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

from . import avatars, confirming, tasks
from .models import Application, Archive, Invitation, User

# How long an account waits for its address to be confirmed.
PATIENCE = timedelta(days=7)


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
    member = application.member
    member.approved_at = timezone.now()
    member.save(update_fields=["approved_at"])
    application.delete()
    tasks.send_approved.enqueue(member.pk)


@transaction.atomic
def decline(application, reason=""):
    """Take the account away again, which has written nothing, and say so by mail."""
    member = application.member
    tasks.send_declined.enqueue(member.username, member.email, reason)
    forget(member)


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
