"""May this member do this? The questions of moderation, beside forum/access.py.

Each is answered with a sentence that says why not; an empty one means yes. None
costs a query for guests and for members without a role.
"""

from apps.accounts.models import User
from apps.accounts.roles import holds
from apps.forum.access import boards_of, moderates, why_not_write
from apps.forum.models import Comment

from .models import person_of


def decides(user):
    """Say whether this person has a queue of cases: the site's or some board's."""
    return holds(user, "forum.moderate") or (user.is_staff and bool(boards_of(user)))


def why_not_report(user, thing):
    """Say why this person may not report this thing, which they see."""
    if not user.is_authenticated:
        return "Sign in to report something."
    if person_of(thing).pk == user.pk:
        return "You cannot report yourself or what you wrote."
    if not isinstance(thing, User) and not thing.is_published:
        return "This is not shown any more; there is nothing left to report."
    return why_not_write(user)


def why_not_act(user, thing):
    """Say why this person may not moderate this thing; "" when they may."""
    if not user.is_authenticated:
        return "Sign in as a moderator."
    if isinstance(thing, User):
        return _why_not_block(user, thing)
    topic = thing.topic if isinstance(thing, Comment) else thing
    if moderates(user, topic.board):
        return user.why_blocked
    return "Only moderators of this board can do that."


def _why_not_block(user, member):
    if not holds(user, "accounts.block_member"):
        return "Only moderators of the whole site can block members."
    if member.pk == user.pk:
        return "You cannot block yourself."
    if member.is_staff and not user.is_superuser:
        return "Only the owner can block a member who has a role."
    return user.why_blocked
