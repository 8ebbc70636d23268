"""The picture beside a member's words: their own, or none and so the drawn one."""

from functools import partial

from django.db import transaction

from .models import User

SIDE = 288  # pixels: shown at 96, and sharp on screens with three for one


@transaction.atomic
def change(member, picture):
    """Show this picture from now on.

    Its name is new, so that every browser fetches it. The file before goes when
    the change is certain; if it never becomes certain, the new one goes.
    """
    before = User.objects.select_for_update().get(pk=member.pk).avatar
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
    before = User.objects.select_for_update().get(pk=member.pk).avatar
    member.avatar = ""
    member.save(update_fields=["avatar"])
    forget(before)


def forget(avatar):
    """Delete a picture's file as soon as the row that named it has changed."""
    if avatar:
        delete = partial(delete_file, avatar.storage, avatar.name)
        # A file that cannot be deleted is logged, and no reason to fail.
        transaction.on_commit(delete, robust=True)


def delete_file(storage, name):
    if name:
        storage.delete(name)
