"""The worker: takes tasks out of the queue, one at a time, and does them.

A task is written with django-tasks (`@task` in an app's tasks.py) and put into
the queue with `.enqueue()`, in the same transaction as the data it is about.
django-tasks-db keeps it as a row. The worker that comes with it neither tries
again nor notices that another has died. This one does:

- what fails goes back into the same row and waits, longer each time
  (QueuedTask.PAUSES). Its id stays, and with it a letter's Message-ID;
- a worker gives a sign of life every few seconds. What a silent worker was
  doing goes back too. That counts as a try, so that a task that kills every
  worker it meets ends as FAILED like any other;
- while the database is away, the worker waits for it.

So a task is done at least once, and perhaps twice: write it so that twice is
harmless. Its own waiting must end (a time limit for every connection).
"""

import logging
import os
import socket
import sys
import threading
import time
from contextlib import suppress

from django import db
from django.db import close_old_connections, connections
from django.utils.autoreload import iter_all_python_module_files
from django.utils.crypto import get_random_string
from django_tasks.base import TaskContext
from django_tasks.base import TaskResultStatus as Status
from django_tasks.signals import task_finished, task_started
from django_tasks.utils import normalize_json
from django_tasks_db.models import get_date_max
from django_tasks_db.utils import exclusive_transaction

from . import logs
from .models import Heartbeat, QueuedTask

logger = logging.getLogger(__name__)

RECLAIM_SECONDS = 15
# Asked to end while the database is away: how long to go on trying to write
# down what became of the task.
LAST_WORDS_SECONDS = 10


class WorkerDied(Exception):
    """The worker ended in the middle of the task."""


class Worker:
    """Do what is due, until a signal says stop."""

    def __init__(self, *, interval=1, batch=False, reload=False):
        self.name = process_name(Heartbeat.WORKER)
        self.interval = interval
        self.batch = batch
        self.code = Code() if reload else None
        self.running = True
        self.times_asked = 0
        self.database_is_away = False
        self.reclaimed_at = float("-inf")

    def stop(self, signum, frame):
        """End after the current task; asked a second time, in the middle of it.

        Asked more often, nothing: then it is putting that task back.
        """
        self.times_asked += 1
        self.running = False
        if self.times_asked == 2:
            raise SystemExit(1)

    def run(self):
        logger.info("The worker %s has started.", self.name)
        with Beating(self.name, self.name):
            self.loop()
        logger.info("The worker %s has ended.", self.name)
        if self.running and self.code and self.code.has_changed():
            logger.info("The code has changed: starting again.")
            self.code.start_again()

    def loop(self):
        while self.running:
            try:
                is_idle = not self.step()
            except db.Error as error:
                if self.batch:
                    raise
                self.lose_database(error)
                is_idle = True
            if is_idle and (self.batch or (self.code and self.code.has_changed())):
                return
            if is_idle:
                self.wait(self.interval)

    def step(self):
        """Do the next task that is due; say whether there was one."""
        if time.monotonic() >= self.reclaimed_at + RECLAIM_SECONDS:
            reclaim()
            self.reclaimed_at = time.monotonic()
        task = self.claim()
        self.find_database()
        if task:
            self.perform(task)
        return task is not None

    def claim(self):
        """Take the next task that is due, so that no other worker takes it."""
        due = QueuedTask.objects.ready()
        # Look before locking: most times there is nothing to do, and on SQLite
        # the lock would keep everybody else from writing.
        if not due.exists():
            return None
        with exclusive_transaction():
            task = due.get_locked()
            if task:
                task.claim(self.name)
        return task

    def perform(self, task):
        """Do one task and write down what became of it."""
        token = logs.task_id.set(str(task.pk))
        try:
            value = call(task)
        except Exception as error:
            self.note_failure(task, error)
        except BaseException as error:
            # The second signal, or a task that calls sys.exit().
            self.note_failure(task, error)
            if not self.running:
                raise
        else:
            self.note_success(task, value)
        finally:
            logs.task_id.reset(token)

    def note_success(self, task, value):
        try:
            is_mine = self.insist(task.finish, normalize_json(value))
        except (db.OperationalError, db.InterfaceError):
            raise
        except Exception as error:
            # It is done, but what it returned cannot be kept. Doing it again
            # would change nothing about that, and would do it twice.
            self.insist(task.give_up, error)
            logger.exception("%s returned what cannot be kept.", task.name)
        else:
            self.announce(task, is_mine)

    def note_failure(self, task, error):
        is_mine = self.insist(task.fail, error)
        if task.status == Status.READY:
            logger.warning(
                "%s failed (try %d of %d). Next try: %s.",
                *(task.name, task.tries, task.TRIES, f"{task.run_after:%F %T} UTC"),
                exc_info=True,
            )
        else:
            logger.error("%s failed for the last time.", task.name)
            self.announce(task, is_mine)

    def announce(self, task, is_mine):
        """Tell those who listen that it is finished; the log listens, too."""
        if not is_mine:
            logger.warning(
                "%s took so long without a sign of life that it was given to "
                "another worker; what became of it there counts.",
                task.name,
            )
            return
        try:
            result = task.task_result
        except Exception:
            logger.exception("%s is not a task that this site knows.", task.name)
        else:
            task_finished.send(type(result.task.get_backend()), task_result=result)

    def insist(self, write, *arguments):
        """Write to the database, however long it is away."""
        stopped_at = None
        while True:
            try:
                result = write(*arguments)
            except (db.OperationalError, db.InterfaceError) as error:
                self.lose_database(error)
                if not self.running:
                    stopped_at = stopped_at or time.monotonic()
                    if time.monotonic() > stopped_at + LAST_WORDS_SECONDS:
                        raise
                time.sleep(0.5)
            else:
                self.find_database()
                return result

    def lose_database(self, error):
        connections.close_all()
        if not self.database_is_away:
            reason = " ".join(str(error).split())
            logger.warning("The database is away (%s). Waiting for it.", reason)
        self.database_is_away = True

    def find_database(self):
        if self.database_is_away:
            logger.info("The database is back.")
            # The other workers could give no sign either: let them give one first.
            self.reclaimed_at = time.monotonic()
        self.database_is_away = False

    def wait(self, seconds):
        """Sleep in short pieces, so that a signal to stop is soon obeyed."""
        until = time.monotonic() + seconds
        while self.running and time.monotonic() < until:
            time.sleep(min(0.1, seconds))
        close_old_connections()


def call(task):
    """Call the function that the row names, with what the row says."""
    result = task.task_result
    task_started.send(type(result.task.get_backend()), task_result=result)
    context = [TaskContext(task_result=result)] if result.task.takes_context else []
    return result.task.call(*context, *result.args, **result.kwargs)


def enqueue_all(task, arguments):
    """Put one task into the queue many times, with a statement for each 500.

    `arguments` is a list of lists. The rows are those that `.enqueue()` makes.
    """
    rows = [
        QueuedTask(
            args_kwargs=normalize_json({"args": each, "kwargs": {}}),
            priority=task.priority,
            task_path=task.module_path,
            queue_name=task.queue_name,
            run_after=task.run_after or get_date_max(),
            backend_name=task.backend,
        )
        for each in arguments
    ]
    QueuedTask.objects.bulk_create(rows, batch_size=500)


def reclaim():
    """Put back what workers were doing that have died."""
    for task in QueuedTask.objects.orphaned():
        worker = task.worker_ids[-1] if task.worker_ids else "unknown"
        if task.fail(WorkerDied(f"The worker {worker} died in the middle of it.")):
            logger.warning("%s goes back: its worker %s has died.", task.name, worker)


def process_name(prefix=""):
    """Make a name that no other process has and that says where this one runs."""
    host = socket.gethostname()[:30]
    return f"{prefix}{host}-{os.getpid()}-{get_random_string(6).lower()}"


class Beating:
    """Give a sign of life every few seconds, from a thread of its own.

    From a thread, because a task that takes an hour does not make its worker dead.
    """

    def __init__(self, name, holder):
        self.sign = Heartbeat(name=name, holder=holder)
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.beat, daemon=True)

    def __enter__(self):
        with suppress(db.Error):  # away: the thread will say it later
            self.sign.renew()
        self.thread.start()

    def __exit__(self, *error):
        self.is_over.set()
        self.thread.join()
        with suppress(db.Error):
            self.sign.end()

    def beat(self):
        while not self.is_over.wait(Heartbeat.INTERVAL.total_seconds()):
            try:
                self.sign.renew()
            except db.Error:  # the worker itself reports it
                connections.close_all()
        connections.close_all()


class Code:
    """The project's Python files as they were when the process began."""

    def __init__(self):
        self.times = self.read()

    def read(self):
        times = {}
        for path in iter_all_python_module_files():
            if "site-packages" not in path.parts:
                with suppress(OSError):
                    times[path] = path.stat().st_mtime_ns
        return times

    def has_changed(self):
        """Say whether a file that was there has another time now."""
        now = self.read()
        changed = any(now.get(path, time) != time for path, time in self.times.items())
        self.times = now | self.times
        return changed

    def start_again(self):
        """Become a new process that runs the same command with the new code."""
        os.execv(sys.executable, sys.orig_argv)
