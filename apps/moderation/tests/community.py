"""A small community in which everything occurs, for searching in it."""

import random
from datetime import UTC, datetime, timedelta

from apps.forum.counts import recount
from apps.forum.models import Comment, State, Topic
from apps.forum.tests.make import make_board, make_topic, make_user
from apps.moderation.models import NAMES, Case, person_of

BEGINNING = datetime(2026, 1, 1, 12, tzinfo=UTC)
WORDS = ["kiwi", "uwsgi_pass", "中文", "socket", "tea"]
STATES = [State.PUBLISHED] * 3 + [State.HIDDEN, State.HELD, State.DELETED]
ADDRESSES = [None, "192.0.2.1", "2001:db8::1"]


def report(thing, times=1, is_decided=False):
    """Open a case of that many reports, or one that was decided."""
    decided_at = BEGINNING if is_decided else None
    return Case.objects.create(
        **{NAMES[type(thing)]: thing},
        person=person_of(thing),
        report_count=times,
        decided_at=decided_at,
    )


def make_community(topics=30, seed=3):
    """Make topics and comments of all states, dates, authors; the same each time."""
    dice = random.Random(seed)
    members = [_member(dice, number) for number in range(8)]
    boards = [make_board() for _ in range(3)]
    for number in range(topics):
        _topic(dice, number, dice.choice(boards), members)
    for thing in [*Comment.objects.all(), *Topic.objects.all(), *members]:
        if dice.random() < 0.2:
            report(thing, dice.randint(1, 4), is_decided=dice.random() < 0.5)
    recount(Topic.objects.none())


def _member(dice, number):
    day = BEGINNING + timedelta(days=dice.randrange(60))
    name = f"{dice.choice(['ada', 'adam', 'bo', 'Éva'])}{number}"
    return make_user(
        name,
        email=f"{dice.choice(['x', 'ada', 'q'])}{number}@example.org",
        block=dice.choice(["", "write", "entry"]),
        blocked_until=dice.choice([None, day - timedelta(days=900), _far()]),
        confirmed_at=dice.choice([None, day]),
        approved_at=dice.choice([None, day]),
        is_active=dice.random() < 0.7,
        is_staff=dice.random() < 0.3,
        joined_at=day,
        last_login=dice.choice([None, day + timedelta(days=dice.randrange(30))]),
    )


def _far():
    return datetime(2100, 1, 1, tzinfo=UTC)


def _topic(dice, number, board, members):
    def text():
        words = " ".join(dice.choices(WORDS, k=3))
        return f"{words} https://example.org/" if dice.random() < 0.3 else words

    topic = make_topic(
        dice.choice(members), board, f"Topic {number} {dice.choice(WORDS)}", text()
    )
    for _ in range(dice.randrange(5)):
        topic.reply(dice.choice(members), text())
    for comment in topic.comments.all():
        moment = BEGINNING + timedelta(hours=dice.randrange(24 * 60))
        edited = moment + timedelta(hours=1) if dice.random() < 0.3 else None
        Comment.objects.filter(pk=comment.pk).update(
            created_at=moment,
            edited_at=edited,
            state=dice.choice(STATES),
            address=dice.choice(ADDRESSES),
        )
    Topic.objects.filter(pk=topic.pk).update(
        state=dice.choice(STATES),
        is_closed=dice.random() < 0.4,
        is_pinned=dice.random() < 0.3,
        created_at=BEGINNING + timedelta(hours=dice.randrange(24 * 60)),
        last_comment_at=BEGINNING + timedelta(hours=dice.randrange(24 * 60)),
    )
