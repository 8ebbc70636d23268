"""What a moderator does: each act changes something, for a reason, and is logged.

    perform("hide", comment, moderator, "Advertising.")  →  Action
    undo(action, moderator, "I was wrong.")              →  Action

An act is one transaction with its line in the log. The line keeps the fields that
the act could change, as they were before and as it left them; so undoing can
compare field by field, and says what it cannot put back.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import holds
from apps.forum.access import moderates
from apps.forum.models import Board, Comment, State, Topic

from .models import Action


class Refused(Exception):
    """The act cannot be done; its text is a sentence for the moderator."""


@dataclass(frozen=True)
class Act:
    """One thing that can be done: its words, and whether it makes sense now."""

    name: str
    verb: str  # on the button: "Hide"
    done: str  # in the log: "hid"
    makes_sense: object  # a function of the thing


ACTS = {
    Comment: [
        Act("hide", "Hide", "hid", lambda comment: comment.is_published),
        Act("restore", "Restore", "restored", lambda c: c.state == State.HIDDEN),
    ],
    Topic: [
        Act("close", "Close", "closed", lambda topic: not topic.is_closed),
        Act("reopen", "Reopen", "reopened", lambda topic: topic.is_closed),
        Act("pin", "Pin", "pinned", lambda topic: not topic.is_pinned),
        Act("unpin", "Unpin", "unpinned", lambda topic: topic.is_pinned),
        Act("hide", "Hide", "hid", lambda topic: topic.is_published),
        Act("restore", "Restore", "restored", lambda t: t.state == State.HIDDEN),
        Act("move", "Move", "moved", lambda topic: True),
    ],
    User: [
        Act("block", "Block", "blocked", lambda member: not member.is_blocked),
        Act("unblock", "Unblock", "unblocked", lambda member: member.is_blocked),
    ],
}
# The fields that acts change, kept before and after.
KEPT = {
    Comment: ["state", "reason"],
    Topic: ["state", "reason", "is_closed", "is_pinned", "board_id"],
    User: ["block", "blocked_until", "block_reason"],
}
NAMES = {Comment: "comment", Topic: "topic", User: "member"}


def act_called(name, thing):
    """Find an act on this kind of thing by its name; None when there is none."""
    return next((act for act in ACTS[type(thing)] if act.name == name), None)


def acts_for(user, thing):
    """Give the acts that this person may do now, for the buttons on a page."""
    if why_not_act(user, thing):
        return []
    return [act for act in ACTS[type(thing)] if act.makes_sense(thing)]


def why_not_act(user, thing):
    """Say why this person may not moderate this thing; "" when they may."""
    if isinstance(thing, User):
        return _why_not_block(user, thing)
    topic = thing.topic if isinstance(thing, Comment) else thing
    if moderates(user, topic.board):
        return ""
    return "Only moderators of this board can do that."


def _why_not_block(user, member):
    if not holds(user, "accounts.block_member"):
        return "Only moderators of the whole site can block members."
    if member.pk == user.pk:
        return "You cannot block yourself."
    if member.is_staff and not user.is_superuser:
        return "Only the owner can block a member who has a role."
    return ""


@transaction.atomic
def perform(name, thing, actor, reason, **details):
    """Do an act and log it. Raise Refused when it makes no sense now."""
    thing = _locked(thing)
    act = act_called(name, thing)
    if act is None or not act.makes_sense(thing):
        raise Refused(_too_late(thing, name))
    before = _kept(thing)
    _do(name, thing, reason, **details)
    return _log(actor, name, thing, reason, before)


@transaction.atomic
def undo(action, actor, reason):
    """Put back what an act has changed, field by field, and log that.

    Raise Refused, naming what stands in the way, when the thing was changed since.
    """
    if action.is_undone or action.undoes_id:
        raise Refused("This is undone already.")
    thing = _locked(action.target)
    now = _kept(thing)
    changed = {name for name in now if now[name] != action.after[name]}
    if changed:
        names = ", ".join(sorted(WORDS.get(name, name) for name in changed))
        raise Refused(
            f"This cannot be undone any more: since then, {names} was changed again. "
            "Look at the log for what came after, and undo that first."
        )
    _put_back(thing, action.before)
    return _log(actor, "undo", thing, reason, now, undoes=action)


WORDS = {
    "state": "whether it is shown",
    "reason": "the reason",
    "is_closed": "whether it is closed",
    "is_pinned": "whether it is pinned",
    "board_id": "its board",
    "block": "the block",
    "blocked_until": "how long the block lasts",
    "block_reason": "the reason of the block",
}


def _locked(thing):
    """Read the thing anew and hold it: nobody else acts on it meanwhile."""
    return type(thing).objects.select_for_update().get(pk=thing.pk)


def _kept(thing):
    """Give the fields that acts change, as JSON can hold them."""
    values = {name: getattr(thing, name) for name in KEPT[type(thing)]}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _do(name, thing, reason, board=None, kind=None, until=None):
    if name == "hide":
        thing.become(State.HIDDEN, reason)
    elif name == "restore":
        thing.become(State.PUBLISHED)
    elif name == "close":
        thing.close(reason)
    elif name == "move":
        if board is None or board == thing.board:
            raise Refused("Choose another board than the one where it stands.")
        thing.move(board)
    elif name == "block":
        _block(thing, kind or User.Block.WRITE, until, reason)
    elif name == "unblock":
        _block(thing, User.Block.NONE, None, "")
    else:
        getattr(thing, name)()  # reopen, pin, unpin


def _block(member, kind, until, reason):
    if until and until <= timezone.now():
        raise Refused("The end of a block lies in the future.")
    member.block, member.blocked_until, member.block_reason = kind, until, reason
    member.save(update_fields=KEPT[User])


def _put_back(thing, before):
    """Bring the kept fields back, through the verbs that keep the counts right."""
    if isinstance(thing, User):
        until = before["blocked_until"]
        until = datetime.fromisoformat(until) if until else None
        thing.block, thing.blocked_until = before["block"], until
        thing.block_reason = before["block_reason"]
        thing.save(update_fields=KEPT[User])
        return
    if thing.state != before["state"]:
        thing.become(before["state"], before["reason"])
    if isinstance(thing, Topic):
        if thing.board_id != before["board_id"]:
            thing.move(Board.objects.get(pk=before["board_id"]))
        thing.is_closed, thing.is_pinned = before["is_closed"], before["is_pinned"]
        thing.reason = before["reason"]
        thing.save(update_fields=["is_closed", "is_pinned", "reason"])


def _log(actor, act, thing, reason, before, undoes=None):
    thing.refresh_from_db()
    return Action.objects.create(
        actor=actor,
        act=act,
        reason=reason,
        before=before,
        after=_kept(thing),
        undoes=undoes,
        **{NAMES[type(thing)]: thing},
    )


def _too_late(thing, name):
    last = Action.objects.filter(**{NAMES[type(thing)]: thing}).first()
    if last is None:
        return f"It cannot be done now: {name} makes no sense here."
    return (
        f"Somebody was quicker: {last.actor.name} ({last.act}, “{last.reason}”). "
        "Nothing was done."
    )
