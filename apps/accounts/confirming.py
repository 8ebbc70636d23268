"""Whose address is it? Asking, confirming, and the way back after a change."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from apps.look.housekeeping import delete_in_bites

from . import tasks
from .models import Confirmation, Session, fold


class AddressTaken(Exception):
    """Meanwhile the address belongs to another account."""


@transaction.atomic
def ask(member, address):
    """Mail a link to this address; only the newest one of a member counts."""
    member.confirmations.open().delete()
    confirmation = member.confirmations.create(
        address=address, address_key=fold(address)
    )
    _mail(confirmation, Confirmation.FIRST_LETTERS_A_DAY)
    return confirmation


@transaction.atomic
def ask_again(confirmation):
    """Mail the link once more; say whether the mailbox may have another letter."""
    return _mail(confirmation, Confirmation.LETTERS_A_DAY)


def confirm(confirmation):
    """Make the address the member's, and tell the one before."""
    try:
        with transaction.atomic():
            _confirm(confirmation)
    except IntegrityError:
        raise AddressTaken from None


@transaction.atomic
def replaced(member, before):
    """Announce an address that the staff has written, as if the member had asked."""
    member.confirmations.open().delete()
    change = member.confirmations.create(
        address=member.email,
        address_key=member.email_key,
        previous=before,
        confirmed_at=timezone.now(),
    )
    if before:
        tasks.send_address_changed.enqueue(change.pk)


def restore(confirmation):
    """Give the member the address before back, and nobody else the account.

    Whoever changed the address could sign in. So nobody is signed in any more, no
    password fits, and what was changed after this change is forgotten; a letter to
    the old address leads to a new password.
    """
    try:
        with transaction.atomic():
            _restore(confirmation)
    except IntegrityError:
        raise AddressTaken from None


def prune():
    """Forget what was never confirmed or cannot be undone any more."""
    now = timezone.now()
    rows = Confirmation.objects.exclude(member__confirmed_at=None)
    delete_in_bites(
        rows.filter(confirmed_at=None, asked_at__lt=now - Confirmation.LINK)
    )
    delete_in_bites(rows.filter(confirmed_at__lt=now - Confirmation.WAY_BACK))


def _mail(confirmation, most):
    """Queue a letter while the mailbox has had fewer than `most` today.

    Counted here and not by the worker, so that the page can say whether one comes.
    """
    if Confirmation.objects.letters_today(confirmation.address_key) >= most:
        return False
    confirmation.letters += 1
    confirmation.save(update_fields=["letters"])
    tasks.send_confirmation.enqueue(confirmation.pk)
    return True


def _confirm(confirmation):
    member = confirmation.member
    confirmation.previous = member.email
    confirmation.confirmed_at = timezone.now()
    confirmation.save(update_fields=["previous", "confirmed_at"])
    member.email = confirmation.address
    member.confirmed_at = member.confirmed_at or confirmation.confirmed_at
    member.save(update_fields=["email", "confirmed_at"])
    if confirmation.previous:
        tasks.send_address_changed.enqueue(confirmation.pk)


def _restore(confirmation):
    member = confirmation.member
    member.email = confirmation.previous
    member.set_password(get_random_string(40))
    member.save(update_fields=["email", "password"])
    Session.objects.end(member)
    member.confirmations.filter(pk__gte=confirmation.pk).delete()
    tasks.send_password_reset.enqueue(member.email)
