"""The weekly letters: on each member's own Monday morning, once."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from apps.look.queue import enqueue_all

from . import tasks
from .models import Preference
from .preference import next_morning

BITE = 500


def send_due():
    """Queue the weekly letters that are due; housekeeping calls this."""
    while _queue_some(timezone.now()):
        pass


@transaction.atomic
def _queue_some(now):
    """Queue a bite of them and note it, in one transaction; give how many there were.

    The rows are held, and one that somebody else holds is left out: two machines at
    once write each letter once. The task itself looks what there is to tell.
    """
    due = Preference.objects.due(now).select_related("member")
    due = list(due.select_for_update(skip_locked=True, of=("self",))[:BITE])
    letters = []
    for preference in due:
        zone = preference.member.zone
        morning = next_morning(zone, now)
        # Whoever has moved west since, or said so, is not up yet.
        if morning - now < timedelta(days=1):
            preference.digest_at = morning
        else:
            year, week, _ = now.astimezone(zone).isocalendar()
            letters.append([preference.pk, f"{year}-W{week:02}"])
            preference.digest_at, preference.digested_at = None, now
    Preference.objects.bulk_update(due, ["digest_at", "digested_at"])
    enqueue_all(tasks.send_digest, letters)
    return len(due)
