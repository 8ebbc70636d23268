"""How members are told what a moderator decided about what is theirs."""

from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone

from apps.forum.models import Topic
from apps.notifications.events import Event, Kind

from .models import Action, place_of

YOURS = {"change_block": "changed your block", "clear_profile": "cleared your profile"}
MINE = {"comment": "your comment in {what}", "topic": "your topic {what}"}


class Decided(Event):
    """A moderator did something to what is mine, or to me; each time with a reason.

    It reaches who may not sign in, too: they have a right to the reason.
    """

    name = "act"
    reaches_shut_out = True
    kinds = (Kind("moderation", "", "moderation"),)

    def targets(self, reader, pks):
        """Give the acts on what is the reader's own, and where they may still read it."""
        actions = Action.objects.filter(person=reader, pk__in=pks)
        actions = actions.select_related("topic", "comment__topic", "person", "undoes")
        actions = actions.in_bulk()
        threads = [action.thread.pk for action in actions.values() if action.thread]
        topics = Topic.objects.shown_to_author(reader).filter(pk__in=threads)
        open_to_reader = set(topics.values_list("pk", flat=True))
        for action in actions.values():
            action.is_open = bool(action.thread) and action.thread.pk in open_to_reader
        return actions

    def says(self, kind, action):
        if action.undoes:
            return f"{{who}} undid an act of moderation: {_deed(action.undoes)}"
        return f"{{who}}, as a moderator, {_deed(action)}"

    def title(self, action):
        """Give the topic's title, where the reader may see it or has given it."""
        topic = action.thread
        if topic and (action.is_open or topic.author_id == action.person_id):
            return topic.title
        return "a topic that is closed to you"

    def place(self, action):
        """Lead to the thing itself or, where it cannot be opened, to the public log."""
        if action.is_open:
            return place_of(action.target)
        log = reverse("moderation:action_list")
        return f"{log}?member={quote(action.person.username)}"

    def excerpt(self, action):
        """Give the reason; of a block, what it forbids and until when."""
        if not action.block:
            return action.reason
        until = "for good"
        if action.until:
            until = f"until {timezone.localtime(action.until):%-d %B %Y, %H:%M}"
        return f"You {action.block}, {until}. {action.reason}"

    def thread(self, action):
        return f"topic-{action.thread.pk}" if action.thread else ""


def _deed(action):
    """Say what was done to what: hid your comment in {what}."""
    if action.act in YOURS:
        return YOURS[action.act]
    mine = next((MINE[n] for n in MINE if getattr(action, f"{n}_id")), "you")
    return f"{action.get_act_display()} {mine}"
