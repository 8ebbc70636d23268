"""A new password: whoever chooses it, the same things follow."""

from django.db import transaction

from . import lockout, tasks


@transaction.atomic
def changed(user):
    """Keep the new password, forget the failed attempts, and tell the owner by mail.

    All sessions but the one that changed it end by themselves: Django compares a
    fingerprint of the password that each of them carries.
    """
    user.save(update_fields=["password"])
    lockout.lift(user)
    tasks.send_password_changed.enqueue(user.pk)
