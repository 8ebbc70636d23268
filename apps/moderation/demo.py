"""What moderators did in the demo community, and what waits for them."""

from datetime import timedelta

from apps.accounts.models import User
from apps.forum.models import Comment, State, Topic

from .acts import board_of, kept
from .models import Action, Case, about, person_of

SECRETS = "It shows passwords that are in use."
# What was hidden: whose it is, who did it, why.
HIDDEN = [
    ("gone-fishing", "kofi", "Unkind to a person."),
    ("best-deals-4u", "kofi", "Advertising."),
    ("kofi", "ada", SECRETS),
]
# Topics: by whom, what they are, what was done, by whom, why.
TOPICS = [
    ("grace", {"is_pinned": True}, "pin", "grace", "Worth reading first."),
    ("tomasz", {"is_pinned": True}, "pin", "ada", "It answers most questions."),
    ("priya", {"is_closed": True}, "close", "ada", "It goes round in circles."),
    ("grace", {"is_closed": True}, "close", "grace", "The old forum is for reading."),
    ("kofi", {"is_closed": True}, "close", "ada", "The question is answered."),
]
# The reason stands with the thing, too: in this field.
REASON = {"hide": "reason", "close": "close_reason"}


def load():
    """Write the log of what the community's texts tell; leave one that is there."""
    if Action.objects.exists() or Case.objects.exists():
        return
    people = {user.username: user for user in User.objects.filter(deleted_at=None)}
    for author, actor, reason in HIDDEN:
        own = {"author__username": author, "state": State.HIDDEN}
        shown = {"state": State.PUBLISHED}
        for model in Topic, Comment:
            for thing in model.objects.filter(**own).order_by("pk"):
                log(people[actor], "hide", thing, reason, shown)
    for author, fields, act, actor, reason in TOPICS:
        before = {name: not value for name, value in fields.items()}
        for topic in Topic.objects.filter(author__username=author, **fields):
            log(people[actor], act, topic, reason, before)
    spammer = people["best-deals-4u"]
    free = {"block": "", "blocked_until": None, "block_reason": ""}
    log(people["kofi"], "block", spammer, spammer.block_reason, free)
    report(people)


def log(actor, act, thing, reason, before):
    """Write a line of the log at the time when it must have happened."""
    if field := REASON.get(act):
        type(thing).objects.filter(pk=thing.pk).update(**{field: reason})
        thing.refresh_from_db()
        before |= {field: ""}
    then = getattr(thing, "last_comment_at", None) or person_of(thing).joined_at
    then = getattr(thing, "created_at", then) if act == "hide" else then
    after = kept(thing)
    Action.objects.create(
        actor=actor,
        act=act,
        reason=reason,
        person=person_of(thing),
        board=board_of(thing),
        at=then + timedelta(minutes=6),
        before=after | before,
        after=after,
        **about(thing),
    )


def report(people):
    """Let members report something that is not easy to decide."""
    war = Topic.objects.filter(author=people["priya"], is_closed=True).first()
    comment = war.comments.published().filter(number=2).first() if war else None
    if comment:
        Case.objects.report(
            comment, people["noor"], "unkind", "Dry is not always kind."
        )
        Case.objects.report(comment, people["dana"], "astray")
    snakes = Topic.objects.filter(author=people["oskar"]).published().first()
    if snakes:
        reported = Case.objects.report(
            snakes, people["mei"], "other", "贪吃蛇? Homework?"
        )
        reported.case.take(people["élise"])
