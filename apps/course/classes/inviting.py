"""Asking people into a class by letter, whether they have an account or not.

Every address has the same letter, and nobody looks whether somebody has it: so no page
and no pause tells who is a member (docs/decisions/0010).
"""

from datetime import timedelta

from django.utils import timezone

from apps.accounts.access import may_invite
from apps.accounts.models import Invitation, Joining
from apps.look import limits
from apps.look.queue import enqueue_all

from .. import tasks

VALID = timedelta(days=30)


def send(request, room, form):
    """Queue a letter to each address of the form; say whether all could be.

    What a limit keeps back stays in the form, and the form says until when.
    """
    addresses = form.cleaned_data["addresses"]
    if why_not := why_not_let_in(request.user, len(addresses)):
        form.add_error(None, why_not)
        return False
    allowed = list(within_limits(request, form, addresses))
    code = code_for(request.user, room, len(allowed)) if allowed else ""
    letters = [[room.pk, address, code] for address in allowed]
    enqueue_all(tasks.send_class_invitation, letters)
    form.data = form.data.copy()
    form.data["addresses"] = "\n".join(addresses[len(allowed) :])
    return allowed == addresses


def within_limits(request, form, addresses):
    """Yield the addresses until a limit is reached."""
    for address in addresses:
        if not limits.spend(request, "invite", form, recipient=address):
            return
        yield address


def lets_in(teacher):
    """Whether a letter carries an invitation to the site: where one needs it, and from
    a teacher who may give it.
    """
    kinds = {Joining.Mode.INVITATION, Joining.Mode.APPROVAL}
    return Joining.current().mode in kinds and may_invite(teacher)


def why_not_let_in(teacher, places):
    """Say why so many cannot be let in; "" when they can, or need not be."""
    if teacher.is_superuser or not lets_in(teacher):
        return ""
    is_open = Invitation.objects.open_places(teacher)
    if is_open + places <= Invitation.PLACES:
        return ""
    return (
        f"At most {Invitation.PLACES} places may be open in all your invitations; "
        f"{is_open} are. Withdraw one, or send fewer letters."
    )


def code_for(teacher, room, places):
    """Make an invitation to the site for so many; "" where none is needed."""
    if not lets_in(teacher):
        return ""
    made = Invitation.objects.create(
        inviter=teacher,
        max_uses=places,
        note=f"Class: {room.name}",
        expires_at=timezone.now() + VALID,
    )
    return made.code
