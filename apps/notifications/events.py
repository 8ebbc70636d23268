"""What a notice can be about: the apps that own the targets say it here.

settings.NOTICES names the events by dotted paths. An event is what happened (a
comment was published, a moderator decided); its kinds are the ways in which that
concerns somebody (it mentions me, it answers my topic). A notice keeps the names
of both, and the number of its target. Everything else is asked of the event, and
asked anew for each reader: what somebody may not see now is not there.
"""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Kind:
    """One way in which an event concerns somebody."""

    name: str
    # A sentence with {who} and {what}, true of one person and of several.
    says: str
    # Which choice of the member's decides about its mail: a field of Preference.
    choice: str
    # Whether the letter is the first of its conversation; the others answer it.
    opens_thread: bool = False


class Event:
    """One sort of thing that happens; subclasses are named in settings.NOTICES."""

    name = ""
    # The most personal one first: it wins where several would fit.
    kinds = ()
    # Whether many may do the same: "Ada, Lin and 3 others" are then one notice.
    gathers = False
    # Whether it is told even to who may not sign in.
    reaches_shut_out = False

    def targets(self, reader, pks):
        """Give those of these targets that the reader may see now, by their ids."""
        raise NotImplementedError

    def says(self, kind, target):
        """Give the sentence of a notice: a text with {who} and {what}."""
        return kind.says

    def title(self, target):
        """Give the name of what it is about; it takes the place of {what}."""
        raise NotImplementedError

    def place(self, target):
        """Give the address where it can be seen."""
        raise NotImplementedError

    def excerpt(self, target):
        """Give the words that matter, on one line, for a list."""
        return ""

    def text(self, target):
        """Give all the words, for the plain part of a letter."""
        return self.excerpt(target)

    def html(self, target):
        """Give the same as safe HTML, for the other part; "" is the text itself."""
        return ""

    def thread(self, target):
        """Name the conversation that its letters belong to; "" for none."""
        return ""

    def rank(self, name):
        """Give the place of a kind: a lower one is more personal."""
        return [kind.name for kind in self.kinds].index(name)

    def reaches(self, member):
        """Say whether this member may be told of such events at all."""
        return (
            member.is_joined
            and member.is_active
            and not member.deleted_at
            and (self.reaches_shut_out or not member.is_shut_out)
        )


@cache
def events():
    """Give the events of the site by their names."""
    found = [import_string(path)() for path in settings.NOTICES]
    return {event.name: event for event in found}


@cache
def kinds():
    """Give the kinds of all events by their names."""
    return {kind.name: kind for event in events().values() for kind in event.kinds}


def chosen_by(choice):
    """Give the names of the kinds whose mail one choice decides about."""
    return [kind.name for kind in kinds().values() if kind.choice == choice]
