"""One act on many things: what it would do, doing it, going on after an interruption.

    preview(...)   what would happen, for the page that asks why
    start(...)     write down what is to be done   →  Batch
    work(batch)    do it, or a part of it

Each thing is a transaction of its own, with its line in the log and its mark in the
batch. So a worker that dies leaves a thing done or not touched, never half done,
and the next one goes on behind it.
"""

import logging
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import db
from django.db import transaction
from django.db.models import F, Max
from django.http import QueryDict
from django.utils import timezone

from apps.forum.models import Board
from apps.look.admin import MoreThan

from . import acts
from .conditions import KINDS
from .models import Batch, BatchItem

logger = logging.getLogger(__name__)

LIMIT = 1_000  # beyond, a preview says "more than"
SAMPLE = 10
FEW = 50  # done while the moderator waits
GATHER = 1_000
BITE = 20  # between two looks whether somebody has stopped it
SLICE = 30  # seconds of a worker; then others in the queue have their turn

LEFT_OUT = {
    "hide": "It is not published: hidden, held or deleted already.",
    "restore": "It is not hidden.",
    "hide_history": "It was not changed, or its earlier texts are hidden already.",
    "show_history": "Its earlier texts are not hidden.",
    "close": "It is closed already.",
    "reopen": "It is not closed.",
    "pin": "It is pinned already.",
    "unpin": "It is not pinned.",
    "block": "Blocked already.",
    "change_block": "Not blocked.",
    "unblock": "Not blocked.",
    "clear_profile": "There is nothing on the profile.",
}


class NotAnswerable(Exception):
    """The conditions cannot be asked any more: what they name has gone."""


def act_of(kind, name):
    """Find an act on this kind of thing by its name; None when there is none."""
    return next((act for act in acts.ACTS[kind.model] if act.name == name), None)


def why_leave_out(actor, act, thing):
    """Say why this thing would not be touched; "" when the act makes sense."""
    refusal = acts.why_not_act(actor, thing)
    if refusal or act.makes_sense(thing):
        return refusal
    return LEFT_OUT.get(act.name, "It makes no sense as things are now.")


# What would happen


@dataclass(frozen=True)
class Preview:
    """What an act would do: how many, the first of them, and what stays as it is."""

    number: int  # or MoreThan
    keys: list
    sample: list
    left_out: dict  # a sentence → how many

    @property
    def is_small(self):
        return self.number <= FEW

    @property
    def has_sense(self):
        return sum(self.left_out.values()) < len(self.keys)


def preview(kind, act, actor, things, asked=None):
    """Look at what was found, at the first thousand; `asked`: how many were ticked."""
    rows = things.order_by(*kind.order).select_related(*RELATED[kind.name])
    rows = list(rows.defer(*LONG[kind.name])[: LIMIT + 1])
    number = MoreThan(LIMIT) if len(rows) > LIMIT else len(rows)
    left_out = Counter()
    if asked and asked > len(rows):
        left_out["It is not there, or not on a board of yours."] = asked - len(rows)
    good = []
    for thing in rows[:LIMIT]:
        if why := why_leave_out(actor, act, thing):
            left_out[why] += 1
        else:
            good.append(thing.pk)
    sample = kind.model.objects.filter(pk__in=good[:SAMPLE]).order_by(*kind.order)
    sample = list(sample.select_related(*RELATED[kind.name]))
    return Preview(number, [row.pk for row in rows], sample, dict(left_out))


RELATED = {
    "topic": ["board", "author"],
    "comment": ["topic__board", "author"],
    "member": [],
}
LONG = {
    "topic": ["tokens"],
    "comment": ["text", "html", "tokens"],
    "member": ["bio", "bio_html"],
}


# Doing it


@transaction.atomic
def start(actor, kind, act, reason, details, *, form_key=None, keys=(), conditions=""):
    """Write down what is to be done: to these, or to all that conditions find."""
    batch, is_new = Batch.objects.get_or_create(
        form_key=form_key,
        defaults={
            "actor": actor,
            "of": kind.name,
            "act": act.name,
            "reason": reason,
            "details": as_json(details),
            "conditions": conditions,
        },
    )
    if is_new and keys:
        _take(batch, sorted(keys), is_all=True)
    elif is_new:
        newest = kind.model.objects.aggregate(Max("pk"))["pk__max"] or 0
        Batch.objects.filter(pk=batch.pk).update(ceiling=newest)
    batch.refresh_from_db()
    return batch


@transaction.atomic
def start_undoing(batch, actor, reason):
    """Write down that all that a batch did is to be put back."""
    undoing = Batch.objects.create(
        actor=actor, of=batch.of, act="undo", reason=reason, undoes=batch
    )
    if batch.done <= FEW:
        _take(undoing, list(_wanted(undoing, 0)), is_all=True)
        undoing.refresh_from_db()
    return undoing


def work(batch, seconds=SLICE):
    """Do what waits, for so long; say whether it is over."""
    end = time.monotonic() + seconds
    while True:
        batch.refresh_from_db()  # its actor's permissions too
        if batch.is_over:
            return True
        if time.monotonic() > end:
            return False
        _do_some(batch)


def _do_some(batch):
    if batch.gathered_at is None:
        _gather(batch)
    elif items := list(batch.items.waiting()[:BITE]):
        for item in items:
            item.batch = batch
            settle(item)
    else:
        running = Batch.objects.filter(pk=batch.pk, cancelled_at=None)
        running.update(finished_at=timezone.now())


@transaction.atomic
def settle(item):
    """Do the act on one thing, once, and write down what became of it."""
    mine = BatchItem.objects.select_for_update().filter(settled_at=None, pk=item.pk)
    if not mine:
        return  # another worker was quicker
    action, why = None, ""
    try:
        action = _act(item.batch, item.thing_id)
    except acts.Refused as refusal:
        why = str(refusal)
    except db.Error:
        raise  # the queue tries again later
    except Exception:
        logger.exception("%s: thing %s", item.batch, item.thing_id)
        why = "Something went wrong; the server's log says what."
    BatchItem.objects.filter(pk=item.pk).update(
        settled_at=timezone.now(), action=action, why=why[:300]
    )
    counted = "done" if action else "left_out"
    Batch.objects.filter(pk=item.batch_id).update(**{counted: F(counted) + 1})


def _act(batch, pk):
    kind = KINDS[batch.of]
    things = kind.model.objects.select_related(*RELATED[kind.name])
    thing = things.filter(pk=pk).first()
    if thing is None:
        raise acts.Refused("It is not there any more.")
    if batch.undoes_id:
        return _undo(batch, thing)
    act = act_of(kind, batch.act)
    if refusal := why_leave_out(batch.actor, act, thing):
        raise acts.Refused(refusal)
    details = details_of(batch)
    return acts.perform(act.name, thing, batch.actor, batch.reason, **details)


def _undo(batch, thing):
    if refusal := acts.why_not_act(batch.actor, thing):
        raise acts.Refused(refusal)
    action = batch.undoes.items.get(thing_id=thing.pk).action
    return acts.undo(action, batch.actor, batch.reason)


def as_json(details):
    """Write what an act needs besides its reason as a row of the database keeps it."""
    kept = {Board: lambda board: board.pk, datetime: datetime.isoformat}
    return {
        name: kept.get(type(value), lambda same: same)(value)
        for name, value in details.items()
    }


def details_of(batch):
    """Give what an act needs besides its reason, as acts.perform takes it."""
    details = dict(batch.details)
    if "board" in details:
        details["board"] = Board.objects.filter(pk=details["board"]).first()
    if details.get("until"):
        details["until"] = datetime.fromisoformat(details["until"])
    return details


# Finding it


@transaction.atomic
def _gather(batch):
    """Write down the next thousand things that the batch is about."""
    batch = Batch.objects.select_for_update(of=["self"]).get(pk=batch.pk)
    if batch.gathered_at or batch.is_over:
        return
    last = batch.items.aggregate(Max("thing_id"))["thing_id__max"] or 0
    try:
        keys = list(_wanted(batch, last)[:GATHER])
    except NotAnswerable as error:
        batch.trouble, batch.finished_at = str(error), timezone.now()
        batch.save(update_fields=["trouble", "finished_at"])
    else:
        _take(batch, keys, is_all=len(keys) < GATHER)


def _take(batch, keys, is_all):
    BatchItem.objects.bulk_create(BatchItem(batch=batch, thing_id=key) for key in keys)
    Batch.objects.filter(pk=batch.pk).update(
        found=F("found") + len(keys), gathered_at=timezone.now() if is_all else None
    )


def _wanted(batch, last):
    """Give the ids of all that the batch is about, beyond the last one known."""
    if batch.undoes_id:
        things = batch.undoes.items.done().filter(thing_id__gt=last)
        return things.order_by("thing_id").values_list("thing_id", flat=True)
    # A day begins for the worker when it began for the moderator.
    with timezone.override(_zone_of(batch.actor)):
        things = found(KINDS[batch.of], batch.actor, batch.conditions)
    things = things.filter(pk__gt=last, pk__lte=batch.ceiling)
    return things.order_by("pk").values_list("pk", flat=True)


def _zone_of(member):
    try:
        return ZoneInfo(member.time_zone)
    except (ValueError, ZoneInfoNotFoundError):  # none chosen, or unknown here
        return timezone.get_default_timezone()


def found(kind, user, conditions):
    """Give what these conditions find, of what is within the person's reach."""
    form = kind.form(QueryDict(conditions), user=user)
    if not form.is_valid():
        errors = [error for errors in form.errors.values() for error in errors]
        raise NotAnswerable(" ".join(errors))
    return form.narrow(kind.within_reach(user))
