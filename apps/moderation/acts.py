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
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Departure, Session, User
from apps.accounts.roles import serves
from apps.forum.models import Board, Comment, State, Topic
from apps.notifications.models import Notification

from .access import why_not_act, why_not_put_back
from .models import NAMES, Action, Case, about, locked, person_of


class Refused(Exception):
    """The act cannot be done; its text is a sentence for the moderator."""


@dataclass(frozen=True)
class Act:
    """One thing that can be done: its words, and whether it makes sense now."""

    name: str
    verb: str  # on the button: "Hide"
    makes_sense: object  # a function of the thing
    means: str  # what will happen
    reasons: tuple[str, ...]  # the usual ones
    decides: bool = False  # whether it answers the reports of the thing
    is_of: bool = False  # whether it is about a part: "Clear the profile" of Ada

    @property
    def phrase(self):
        """The verb as it stands before its thing: "Hide", "Clear the profile of"."""
        return f"{self.verb} of" if self.is_of else self.verb


AGAINST_RULES = (
    "Advertising.",
    "Unkind: it hurts somebody.",
    "It tells what is private to somebody.",
    "It may be against the law.",
)
BETTER = ("On a second look, it is all right.", "It was changed for the better.")
MISTAKE = ("It was a mistake.", "On a second look, I decide otherwise.")

ACTS = {
    Comment: [
        Act(
            "hide",
            "Hide",
            lambda comment: comment.is_published,
            "Nobody but its author and the moderators can read the comment any more, "
            "and no search finds it. Its place and number stay, with your reason.",
            (*AGAINST_RULES, "It has nothing to do with the topic."),
            decides=True,
        ),
        Act(
            "restore",
            "Restore",
            lambda comment: comment.state == State.HIDDEN,
            "Everybody who can read the topic can read the comment again.",
            BETTER,
        ),
        Act(
            "hide_history",
            "Hide the earlier texts",
            lambda comment: bool(comment.edited_at) and not comment.history_is_hidden,
            "Only its author and the moderators can read what the comment was before "
            "it was changed. The comment as it is now stays.",
            (*AGAINST_RULES, "What was taken out should be gone."),
            is_of=True,
        ),
        Act(
            "show_history",
            "Show the earlier texts",
            lambda comment: comment.history_is_hidden,
            "Everybody who can read the comment can read what it was before.",
            MISTAKE,
            is_of=True,
        ),
    ],
    Topic: [
        Act(
            "close",
            "Close",
            lambda topic: not topic.is_closed,
            "Everybody can go on reading the topic, and only moderators can answer in "
            "it. Your reason stands at its top.",
            (
                "The question is answered.",
                "It goes round in circles.",
                "It is too old; please open a new topic.",
                "It needs a pause.",
            ),
            decides=True,
        ),
        Act(
            "reopen",
            "Reopen",
            lambda topic: topic.is_closed,
            "Members can answer in the topic again.",
            ("There is something new to say.", *MISTAKE),
        ),
        Act(
            "pin",
            "Pin",
            lambda topic: not topic.is_pinned,
            "The topic stands above the others of its board.",
            ("Worth reading first.", "For a short time, so that everybody sees it."),
        ),
        Act(
            "unpin",
            "Unpin",
            lambda topic: topic.is_pinned,
            "The topic stands among the others of its board again.",
            ("Everybody has seen it.", "It is out of date.", *MISTAKE),
        ),
        Act(
            "hide",
            "Hide",
            lambda topic: topic.is_published,
            "Nobody but the moderators finds the topic and its comments any more. "
            "Its author can still read what they wrote in it, and your reason.",
            (*AGAINST_RULES, "The same topic exists already."),
            decides=True,
        ),
        Act(
            "restore",
            "Restore",
            lambda topic: topic.state == State.HIDDEN,
            "Everybody who can read its board can read the topic again.",
            BETTER,
        ),
        Act(
            "move",
            "Move",
            lambda topic: True,
            "The topic and its comments stand on another board; whoever may read "
            "that one can read them. Its address stays.",
            ("It fits better there.", "More people there know the answer."),
            decides=True,
        ),
    ],
    User: [
        Act(
            "block",
            "Block",
            lambda member: not member.is_blocked,
            "The member reads on each page, or when signing in, that they are blocked, "
            "until when and why. What they wrote stays. A block ends by itself.",
            (
                "Advertising.",
                "Unkind to others, after a warning.",
                "A second account of somebody who is blocked.",
            ),
            decides=True,
        ),
        Act(
            "change_block",
            "Change the block",
            lambda member: member.is_blocked,
            "The block that is running becomes longer or shorter, or another one. What "
            "you say here takes the place of what the member has read until now.",
            (
                "It goes on elsewhere.",
                "They promised to keep to the rules.",
                "On a second look, it was too much.",
            ),
            decides=True,
            is_of=True,
        ),
        Act(
            "clear_profile",
            "Clear the profile",
            lambda member: member.has_profile,
            "The member's display name, picture and words about themselves are taken "
            "away, for good. Unless they are blocked, they can write others.",
            (*AGAINST_RULES, "It passes for somebody else."),
            decides=True,
            is_of=True,
        ),
        Act(
            "unblock",
            "Unblock",
            lambda member: member.is_blocked,
            "The member can sign in and write again, at once.",
            ("They promised to keep to the rules.", *MISTAKE),
        ),
    ],
}
TAKES_BACK = {"restore", "show_history", "reopen", "unblock"}
# The fields that acts change, kept before and after.
KEPT = {
    Comment: ["state", "reason", "history_is_hidden"],
    Topic: ["state", "reason", "is_closed", "close_reason", "is_pinned", "board_id"],
    User: ["block", "blocked_until", "block_reason"],
}
WORDS = {
    "state": "whether it is shown",
    "reason": "the reason",
    "history_is_hidden": "who may read what it was before",
    "is_closed": "whether it is closed",
    "close_reason": "why it is closed",
    "is_pinned": "whether it is pinned",
    "board_id": "its board",
    "block": "the block",
    "blocked_until": "how long the block lasts",
    "block_reason": "the reason of the block",
}


def act_called(name, thing):
    """Find an act on this kind of thing by its name; None when there is none."""
    return next((act for act in ACTS[type(thing)] if act.name == name), None)


def acts_for(user, thing):
    """Give the acts that this person may do now, for the buttons on a page."""
    if why_not_act(user, thing):
        return []
    return [act for act in ACTS[type(thing)] if act.makes_sense(thing)]


def choices(user, case):
    """Give what this moderator can do about a case: to the thing, its topic, its author.

    A list of the thing and its acts, each with the address of its page.
    """
    query = f"?case={case.pk}" if case.is_open else ""
    return [
        (
            NAMES[type(thing)],
            thing,
            [(act, address(act, thing) + query) for act in acts],
        )
        for thing in case.things
        if (acts := acts_for(user, thing))
    ]


def address(act, thing):
    """Give the address of the page that asks why, and does it."""
    return reverse(f"moderation:{NAMES[type(thing)]}_act", args=[thing.pk, act.name])


def case_closed_by(user, act, thing):
    """Find the open case that an act will close; None when there is none.

    Nobody closes the case about themselves, nor learns that there is one.
    """
    cases = Case.objects.open().open_to(user).on(thing)
    return cases.first() if act.decides else None


def undoable(user, actions):
    """Give the ids of those lines of the log that this person may undo."""
    return {
        action.pk
        for action in actions
        if serves(user)
        and not why_not_undo(action)
        and not why_not_put_back(user, action)
    }


def why_not_undo(action):
    """Say why a line of the log cannot be undone by anybody."""
    if action.undoes_id:
        return "This was an undoing. Do the act again instead."
    if action.act == "clear_profile":
        return "What was taken away is not kept, so it cannot be put back."
    return "This is undone already." if action.is_undone else ""


def why_not_now(act, thing):
    """Say why an act makes no sense as things are: somebody was quicker."""
    if act.makes_sense(thing):
        return ""
    last = Action.objects.on(thing).select_related("actor").first()
    if last is None:
        return "This cannot be done as things are now; look at it again, please."
    return (
        f"Somebody was quicker: {last.actor.name} {last.get_act_display()} it. "
        f"The reason: {last.reason}"
    )


def why_not_judge(user, act, thing):
    """Say why this moderator does not take back what was decided about them."""
    if act.name not in TAKES_BACK or person_of(thing).pk != user.pk:
        return ""
    last = Action.objects.on(thing).first()
    return why_not_own(user, last) if last else ""


def why_not_own(user, action):
    """Say why this moderator does not undo what another one did about them."""
    if action.person_id != user.pk or action.actor_id == user.pk or user.is_superuser:
        return ""
    return "This was decided about you. Ask another moderator to look at it again."


@transaction.atomic
def perform(name, thing, actor, reason, case=None, **details):
    """Do an act and log it. Raise Refused when it makes no sense now.

    An act that answers reports closes the open case about the thing, and the case
    from which the moderator came.
    """
    thing = locked(thing)
    act = act_called(name, thing)
    if act is None:
        raise Refused("There is no such act.")
    if refusal := why_not_now(act, thing) or why_not_judge(actor, act, thing):
        raise Refused(refusal)
    before, board = kept(thing), board_of(thing)
    _do(name, thing, reason, **details)
    action = _log(actor, name, thing, reason, before, board)
    if act.decides:
        Case.objects.open_to(actor).on(thing).decide(actor, reason, action)
    if case and act.decides:
        Case.objects.filter(pk=case.pk).decide(actor, reason, action)
    return action


@transaction.atomic
def undo(action, actor, reason):
    """Put back what an act has changed, field by field, and log that.

    Raise Refused, naming what stands in the way, when the thing was changed since.
    """
    thing = locked(action.target)
    # Read anew: while we waited for the thing, somebody may have undone it.
    action = Action.objects.select_related("undone").get(pk=action.pk)
    if refusal := why_not_undo(action) or why_not_own(actor, action):
        raise Refused(refusal)
    now, board = kept(thing), board_of(thing)
    # What a line of the log does not name is younger than the line.
    changed = {name for name in now if now[name] != action.after.get(name, now[name])}
    if changed:
        raise Refused(_why_not_any_more(changed, now))
    _put_back(thing, action.before)
    return _log(actor, "undo", thing, reason, now, board, undoes=action)


def _why_not_any_more(changed, now):
    if now.get("block") == User.Block.NONE:
        return "There is nothing left to undo: the block has ended."
    names = ", ".join(sorted(WORDS[name] for name in changed))
    return (
        f"This cannot be undone any more: since then, {names} was changed again. "
        "Look at the log for what came after, and undo that first."
    )


def kept(thing):
    """Give the fields that acts change, as JSON can hold them."""
    values = {name: getattr(thing, name) for name in KEPT[type(thing)]}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def board_of(thing):
    """Give the board where a thing stands; none for a member."""
    topic = thing.topic if isinstance(thing, Comment) else thing
    return topic.board if isinstance(topic, Topic) else None


def _do(name, thing, reason, board=None, kind=None, until=None):
    if name == "hide":
        thing.become(State.HIDDEN, reason)
    elif name == "restore":
        thing.become(shown_again(thing))
    elif name == "close":
        thing.close(reason)
    elif name == "move":
        if board is None or board == thing.board:
            raise Refused("Choose another board than the one where it stands.")
        thing.move(board)
    elif name in ("block", "change_block"):
        _block(thing, kind or User.Block.WRITE, until, reason)
    elif name == "unblock":
        _block(thing, User.Block.NONE, None, "")
    else:
        getattr(thing, name)()  # the others need no more: reopen, pin, hide_history, …


def _block(member, kind, until, reason):
    if until and until <= timezone.now():
        raise Refused("The end of a block lies in the future.")
    if (kind, until, reason) == (
        member.block,
        member.blocked_until,
        member.block_reason,
    ):
        raise Refused("The block is like this already.")
    member.block, member.blocked_until, member.block_reason = kind, until, reason
    member.save(update_fields=KEPT[User])
    if kind == User.Block.ENTRY:
        # Were they only kept out, an old cookie would open the account afterwards.
        Session.objects.end(member)


def shown_again(thing):
    """Give the state of a thing that is not hidden any more.

    Its author may have left meanwhile, and taken all words along.
    """
    goes = Departure.objects.filter(
        user=thing.author_id, content=Departure.Content.GOES
    ).exists()
    if isinstance(thing, Topic) and thing.comments.published().exists():
        return State.PUBLISHED  # the answers of others hang on it
    return State.WITHDRAWN if goes else State.PUBLISHED


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
        was_published = before["state"] == State.PUBLISHED
        state = shown_again(thing) if was_published else before["state"]
        thing.become(state, before["reason"])
    if isinstance(thing, Comment):
        thing.history_is_hidden = before.get(
            "history_is_hidden", thing.history_is_hidden
        )
        thing.save(update_fields=["history_is_hidden"])
    if isinstance(thing, Topic):
        if thing.board_id != before["board_id"]:
            thing.move(Board.objects.get(pk=before["board_id"]))
        fields = ["is_closed", "close_reason", "is_pinned", "reason"]
        for field in fields:
            setattr(thing, field, before[field])
        thing.save(update_fields=fields)


def _log(actor, act, thing, reason, before, board, undoes=None):
    thing.refresh_from_db()
    action = Action.objects.create(
        actor=actor,
        act=act,
        reason=reason,
        person=person_of(thing),
        board=board,
        before=before,
        after=kept(thing),
        undoes=undoes,
        **about(thing),
    )
    told = {action.person_id: "moderation"}
    Notification.objects.tell("act", action.pk, told, actor)
    return action
