"""May this member do this? The questions of moderation, beside forum/access.py.

Each is answered with a sentence that says why not; an empty one means yes. None
costs a query for guests and for members without a role.
"""

from apps.accounts.access import why_not_block
from apps.accounts.models import User
from apps.accounts.roles import holds, serves
from apps.forum.access import boards_of, moderates, why_not_write
from apps.forum.models import Comment

from .models import person_of


def decides(user):
    """Say whether this person has a queue of cases: the site's or some board's."""
    return holds(user, "forum.moderate") or (serves(user) and bool(boards_of(user)))


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
        return why_not_block(user, thing)
    topic = thing.topic if isinstance(thing, Comment) else thing
    return why_not_moderate(user, topic.board)


def why_not_moderate(user, board):
    """Say why this person may not moderate on this board."""
    if moderates(user, board):
        return ""
    return why_not_write(user) or "Only moderators of this board can do that."


def why_not_put_back(user, action):
    """Say why this person may not undo this line of the log.

    A topic that was moved comes back to those from whom it was taken, too.
    """
    refusal = why_not_act(user, action.target)
    if refusal and action.act == "move" and action.board:
        return why_not_moderate(user, action.board)
    return refusal
