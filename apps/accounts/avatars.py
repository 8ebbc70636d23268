"""The picture beside a member's words: their own, or none and so the drawn one."""

from functools import partial

from django.contrib.auth import get_user_model
from django.db import transaction

SIDE = 288  # pixels: shown at 96, and sharp on screens with three for one


@transaction.atomic
def change(member, picture):
    """Show this picture from now on.

    Its name is new, so that every browser fetches it. The file before goes when
    the change is certain; if it never becomes certain, the new one goes.
    """
    before = kept(member)
    member.avatar = picture
    try:
        member.save(update_fields=["avatar"])
    except BaseException:
        delete_file(member.avatar.storage, member.avatar.name)
        raise
    forget(before)


@transaction.atomic
def remove(member):
    """Show the drawn face again."""
    before = kept(member)
    member.avatar = ""
    member.save(update_fields=["avatar"])
    forget(before)


def kept(member):
    """Give the picture that the database knows, and let nobody else change it."""
    return get_user_model().objects.select_for_update().get(pk=member.pk).avatar


def forget(avatar):
    """Delete a picture's file as soon as the row that named it has changed."""
    if avatar:
        delete = partial(delete_file, avatar.storage, avatar.name)
        # A file that cannot be deleted is logged, and no reason to fail.
        transaction.on_commit(delete, robust=True)


def delete_file(storage, name):
    if name:
        storage.delete(name)
