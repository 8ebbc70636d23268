"""Drafts that nobody has open: those that come from signing in, and the old ones."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils import timezone

from apps.accounts.models import User

from .models import Board, Comment, Draft, Topic

KEPT = timedelta(days=90)
LONGEST = 60_000
BITE = 500


def carry(user, address, words):
    """Keep the words that somebody brought along when they signed in.

    `address` is the page whose form they had sent: see apps/accounts/carrying.py. If
    its place is not open to this member, they are kept without one.
    """
    words = {name: text.replace("\0", "")[:LONGEST] for name, text in words.items()}
    key = as_uuid(words.pop("form_key", ""))
    place = place_of(user, address)
    there = user.drafts.at(place).first() if place else None
    if there and there.form_key != key and there.text not in words.get("text", ""):
        # Begun twice, in two places: both are somebody's words.
        words["text"] = f"{there.text}\n\n{words.get('text', '')}"
    with suppress(Draft.Sent):
        Draft.objects.keep(user, place, **words, form_key=key)


def place_of(user, address):
    """Give what is written about at this address of ours, if it is open to them.

    A page of another app says it by its view's attribute `writes_for`: a function of
    what stands in the address.
    """
    try:
        match = resolve(address.partition("?")[0])
    except Resolver404:
        return None
    if elsewhere := getattr(match.func, "writes_for", None):
        return elsewhere(**match.kwargs)
    places = {
        "forum:topic_create": Board.objects.open_to(user),
        "forum:comment_create": Topic.objects.visible_to(user),
        "forum:comment_edit": Comment.objects.visible_to(user).filter(author=user),
    }
    places = places.get(match.view_name)
    return None if places is None else places.filter(**match.kwargs).first()


def as_uuid(text):
    """Read a form's key; None if it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def prune():
    """Delete the drafts that nobody has touched for three months; a chore."""
    old = Draft.objects.filter(updated_at__lt=timezone.now() - KEPT)
    authors = User.objects.filter(pk__in=old.values("author")).order_by("pk")
    while bite := list(authors[:BITE]):
        for author in bite:
            with transaction.atomic():
                author.hold()
                old.drop(author)
