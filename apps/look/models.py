import random
import re
from datetime import timedelta
from traceback import format_exception

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from .identity import Identity
from .limits import Allowance

__all__ = ["Allowance", "Heartbeat", "Identity", "QueuedTask"]


class HeartbeatQuerySet(models.QuerySet):
    def alive(self):
        """Keep the processes that have given a sign lately."""
        return self.filter(seen_at__gt=timezone.now() - Heartbeat.SILENCE)

    def silent(self):
        """Keep the processes that must have died without a goodbye."""
        return self.filter(seen_at__lte=timezone.now() - Heartbeat.SILENCE)

    def workers(self):
        return self.filter(name__startswith=Heartbeat.WORKER)


class Heartbeat(models.Model):
    """A sign of life that a long-running process renews every few seconds."""

    WORKER = "worker-"
    INTERVAL = timedelta(seconds=5)
    SILENCE = timedelta(seconds=30)

    name = models.CharField(max_length=64, primary_key=True)
    holder = models.CharField(max_length=64)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self):
        return self.name

    def renew(self):
        """Say that the process lives; for the first time, or again."""
        now = timezone.now()
        if not Heartbeat.objects.filter(name=self.name, holder=self.holder).update(
            seen_at=now
        ):
            self.seen_at = now
            self.save(force_insert=True)

    def end(self):
        """Say that the process ends as it should."""
        Heartbeat.objects.filter(name=self.name, holder=self.holder).delete()


class QueuedTaskQuerySet(DBTaskResultQuerySet):
    def orphaned(self):
        """Keep the running tasks whose worker has died.

        A task that has only just begun is never one: its worker may not have
        given its first sign.
        """
        alive = set(Heartbeat.objects.alive().values_list("name", flat=True))
        begun_long_ago = self.running().filter(
            started_at__lte=timezone.now() - Heartbeat.SILENCE
        )
        orphans = [t.pk for t in begun_long_ago if alive.isdisjoint(t.worker_ids[-1:])]
        return self.filter(pk__in=orphans)

    def retryable(self):
        """Keep what "Retry now" is for: what failed, or waits after a failure."""
        return self.filter(Q(status=Status.FAILED) | QueuedTask.WAITS_AGAIN)


class QueuedTask(DBTaskResult):
    """A task in the queue, with the verbs that django-tasks-db does not have.

    The row is the same: django_tasks_db.DBTaskResult. A claim adds the worker's
    name to `worker_ids`, so their number is the number of tries.
    """

    # Seconds to wait after the first failure, the second and so on. Together they
    # are 52 hours, so that a mail server may be away for a night or a day and
    # nothing is lost. After the failure that follows the last pause it is FAILED.
    PAUSES = (10, 60, 300, 1200, 3600, 3600, 7200, 14400, 28800, 43200, 86400)
    TRIES = len(PAUSES) + 1
    WAITS_AGAIN = Q(status=Status.READY) & ~Q(exception_class_path="")

    objects = QueuedTaskQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = "task"

    def __str__(self):
        return f"{self.name} {self.pk}"

    @property
    def name(self):
        """What it does, in short: apps.accounts.tasks.send_x is accounts.send_x."""
        return self.task_path.removeprefix("apps.").replace(".tasks.", ".")

    @property
    def tries(self):
        return len(self.worker_ids)

    @property
    def last_error(self):
        """The last line of the traceback, without anybody's address."""
        line = self.traceback.strip().rpartition("\n")[2]
        return re.sub(r"""[^\s<>'"(]+@[^\s<>'")]+""", "…@…", line)[:150]

    def finish(self, return_value):
        """Note that it is done; say whether this worker still had it."""
        return self._update_claim(
            status=Status.SUCCESSFUL,
            return_value=return_value,
            finished_at=timezone.now(),
            exception_class_path="",
            traceback="",
        )

    def fail(self, error):
        """Put it back for another try, or give it up when the tries are used up."""
        if self.tries < self.TRIES:
            return self.put_back(error)
        return self.give_up(error)

    def put_back(self, error):
        """Let it wait for its next try; say whether this worker still had it."""
        pause = self.PAUSES[max(self.tries, 1) - 1]
        # A little chance, so that a thousand letters do not come back as one crowd.
        pause *= random.uniform(1, 1.2)
        return self._update_claim(
            status=Status.READY,
            run_after=timezone.now() + timedelta(seconds=pause),
            **described(error),
        )

    def give_up(self, error):
        """Leave it failed, for a person to see; say whether this worker still had it."""
        return self._update_claim(
            status=Status.FAILED, finished_at=timezone.now(), **described(error)
        )

    def retry_now(self):
        """Let the worker take it at once, with all its tries before it again."""
        return (
            QueuedTask.objects.retryable()
            .filter(pk=self.pk)
            .update(
                status=Status.READY,
                run_after=timezone.now(),
                finished_at=None,
                worker_ids=[],
            )
        )

    def _update_claim(self, **fields):
        # Nobody else's claim has this very started_at. So a worker that was
        # thought dead and wakes up cannot overwrite what another has done since.
        mine = QueuedTask.objects.filter(
            pk=self.pk, status=Status.RUNNING, started_at=self.started_at
        )
        for name, value in fields.items():
            setattr(self, name, value)
        return bool(mine.update(**fields))


def described(error):
    """Give the fields that keep an error, in letters that every database takes."""
    text = "".join(format_exception(error))[-20_000:]
    text = text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
    kind = type(error)
    return {
        "exception_class_path": f"{kind.__module__}.{kind.__qualname__}",
        "traceback": text,
    }
