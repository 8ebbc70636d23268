"""The announcements on top of a page, and what they cost: next to nothing.

Each process asks for them every ten seconds at most, as for the site's identity. So
a guest's page costs no query, and is the same for every guest: a guest cannot put
one away, for whom would we remember? A member can; that is one query on a member's
page, and only while there is something to put away.
"""

from time import monotonic

from django.utils import timezone

from .models import Announcement, Dismissal

SECONDS = 10
_memory = {"announcements": [], "until": 0.0}


def on_top(request):
    """Let base.html ask what stands on top of this page."""
    return {"announcements": lambda: shown_to(getattr(request, "user", None))}


def shown_to(reader):
    """Give the announcements of now, without those that this member has put away."""
    now, is_member = timezone.now(), bool(reader and reader.is_authenticated)
    shown = [one for one in current() if one.is_shown(now, is_member)]
    if not (shown and is_member):
        return shown
    put_away = Dismissal.objects.filter(member=reader, announcement__in=shown)
    put_away = set(put_away.values_list("announcement_id", flat=True))
    return [one for one in shown if one.pk not in put_away]


def current():
    """Give the announcements that have not ended, as of at most ten seconds ago."""
    if monotonic() > _memory["until"]:
        remember(list(Announcement.objects.unended()))
    return _memory["announcements"]


def remember(announcements, seconds=SECONDS):
    """Keep them for so long."""
    _memory.update(announcements=announcements, until=monotonic() + seconds)


def forget():
    """Ask the database again, the next time."""
    _memory.update(until=0.0)
