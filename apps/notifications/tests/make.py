"""Events that only tests know, about members: somebody waved, clapped or judged."""

import pytest

from apps.accounts.models import User
from apps.accounts.tests.make import make_user
from apps.notifications import events as registry
from apps.notifications.events import Event, Kind
from apps.notifications.models import Notification

__all__ = ["events", "make_user", "tell"]


class Waved(Event):
    """The target is whoever waved; a member with the bio "secret" is not seen."""

    name = "wave"
    kinds = (
        Kind("mention", "{who} waved at you from {what}", "mention"),
        Kind("watched", "{who} waved from {what}", "watched"),
        Kind("topic", "{who} began to wave from {what}", "watched", opens_thread=True),
    )

    def targets(self, reader, pks):
        return User.objects.exclude(bio="secret").in_bulk(pks)

    def title(self, member):
        return member.display_name or "a hill"

    def place(self, member):
        return member.get_absolute_url()

    def excerpt(self, member):
        return member.bio

    def thread(self, member):
        return f"hill-{member.pk}"


class Clapped(Waved):
    """Many do it; the notice gathers them."""

    name = "clap"
    gathers = True
    kinds = (Kind("reaction", "{who} clapped on {what}", "reaction"),)


class Judged(Waved):
    """Told to whoever it is about, in whatever state they are."""

    name = "act"
    reaches_shut_out = True
    kinds = (Kind("moderation", "{who} judged {what}", "moderation"),)


@pytest.fixture(autouse=True)
def events(settings):
    """Let the site have these events only."""
    settings.NOTICES = [
        f"{__name__}.{event.__name__}" for event in (Waved, Clapped, Judged)
    ]
    registry.events.cache_clear()
    registry.kinds.cache_clear()
    yield
    registry.events.cache_clear()
    registry.kinds.cache_clear()


def tell(*members, kind="mention", actor=None, target=None, event="wave"):
    """Tell members of a wave; give the new notices."""
    actor = actor or make_user()
    told = {member.pk: kind for member in members}
    target = (target or actor).pk
    return Notification.objects.tell(event, target, told, actor)
