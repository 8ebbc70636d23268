"""The chores of the site: what is due now and then, and nobody asks for.

settings.HOUSEKEEPING lists them, each a function without arguments by its dotted
path. `manage.py housekeeping` runs them all, once a minute. So a chore asks the
database what is due, does it in small bites, and is quick when nothing is.
"""

import logging
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus as Status

from . import queue
from .models import Heartbeat, QueuedTask

logger = logging.getLogger(__name__)

KEEP_DONE = timedelta(days=1)
KEEP_FAILED = timedelta(days=90)
BITE = 1_000


class AlreadyRunning(Exception):
    """Another process is doing it; the text is that process's name."""


def run():
    """Do every chore, whatever becomes of the others; give the paths that failed."""
    failed = []
    with only_one("housekeeping"):
        for path in settings.HOUSEKEEPING:
            try:
                import_string(path)()
            except Exception:
                logger.exception("The chore %s failed.", path)
                failed.append(path)
    return failed


@contextmanager
def only_one(name):
    """Let one process at a time in, on however many machines; refuse the others.

    Who is in gives signs of life. Whoever finds no sign for a while may take over.
    """
    sign = Heartbeat(name=name, holder=queue.process_name())
    Heartbeat.objects.silent().filter(name=name).delete()
    try:
        with transaction.atomic():
            sign.save(force_insert=True)
    except IntegrityError:
        other = Heartbeat.objects.filter(name=name).first()
        raise AlreadyRunning(other.holder if other else "another process") from None
    with queue.Beating(sign.name, sign.holder):
        yield


def reclaim_tasks():
    """Put back what dead workers left, even when no worker is there to notice."""
    queue.reclaim()


def prune_tasks():
    """Forget tasks that are done after a day, those that failed after a season."""
    for status, age in (Status.SUCCESSFUL, KEEP_DONE), (Status.FAILED, KEEP_FAILED):
        before = timezone.now() - age
        delete_in_bites(
            QueuedTask.objects.filter(
                status=status, enqueued_at__lt=before, finished_at__lt=before
            )
        )


def prune_heartbeats():
    """Forget the processes of which nothing has been heard for a day."""
    Heartbeat.objects.filter(seen_at__lt=timezone.now() - timedelta(days=1)).delete()


def delete_in_bites(rows):
    """Delete a bite at a time, so that nobody waits long for a lock."""
    while keys := list(rows.order_by().values_list("pk", flat=True)[:BITE]):
        rows.model.objects.filter(pk__in=keys).delete()
