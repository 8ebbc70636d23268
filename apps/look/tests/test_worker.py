"""The worker as a process, with a real mail server and kill -9."""

import json
import signal
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from apps.look.models import Heartbeat, QueuedTask

from . import tasks
from .processes import until

ADDRESS = "lin@example.org"


def queued_letter():
    return QueuedTask.objects.get(pk=tasks.send_letter.enqueue(ADDRESS).id)


def has_become(row, status):
    row.refresh_from_db()
    return row.status == status


def make_due(row):
    QueuedTask.objects.filter(pk=row.pk).update(run_after=timezone.now())


def let_time_pass():
    """Let every sign of life and every claim be an hour older."""
    hour = timedelta(hours=1)
    Heartbeat.objects.update(seen_at=timezone.now() - hour)
    QueuedTask.objects.filter(status="RUNNING").update(started_at=timezone.now() - hour)


def test_letter_waits_for_a_mail_server_that_is_down(mail_server, start_worker):
    row = queued_letter()
    worker = start_worker()
    until(lambda: has_become(row, "READY") and row.tries == 1, worker.log.read_text)
    assert row.last_error.startswith("ConnectionRefusedError")
    mail_server.start()
    make_due(row)
    until(lambda: has_become(row, "SUCCESSFUL"), worker.log.read_text)
    (letter,) = mail_server.letters
    assert letter["Message-ID"] == f"<{row.pk}@forum.example.org>"
    assert letter["To"] == ADDRESS


def test_letter_is_sent_after_its_worker_was_killed(mail_server, start_worker):
    mail_server.start()
    mail_server.stall()
    row = queued_letter()
    first = start_worker()
    until(mail_server.is_stalled.is_set, first.log.read_text)
    first.kill()
    mail_server.stop()
    assert has_become(row, "RUNNING")
    # What the server had taken before it went down is lost or was sent: nobody
    # can know. So it is sent again, under the same Message-ID.
    mail_server.letters.clear()
    mail_server.start()
    let_time_pass()
    second = start_worker()
    until(lambda: has_become(row, "READY"), second.log.read_text)
    make_due(row)
    until(lambda: has_become(row, "SUCCESSFUL"), second.log.read_text)
    (letter,) = mail_server.letters
    assert letter["Message-ID"] == f"<{row.pk}@forum.example.org>"
    assert row.tries == 2


def test_worker_asked_to_stop_finishes_its_letter(mail_server, start_worker):
    mail_server.start()
    mail_server.stall()
    row = queued_letter()
    worker = start_worker()
    until(mail_server.is_stalled.is_set, worker.log.read_text)
    worker.process.send_signal(signal.SIGTERM)
    mail_server.may_go_on.set()
    assert worker.process.wait(30) == 0
    assert has_become(row, "SUCCESSFUL")
    assert len(mail_server.letters) == 1
    assert not Heartbeat.objects.exists()


def test_worker_asked_twice_puts_its_task_back(start_worker):
    row = QueuedTask.objects.get(pk=tasks.sleep.enqueue(3600).id)
    worker = start_worker()
    until(lambda: has_become(row, "RUNNING"), worker.log.read_text)

    def asked_again():
        worker.process.send_signal(signal.SIGTERM)
        return worker.process.poll() is not None

    until(asked_again, worker.log.read_text)
    assert has_become(row, "READY")


def test_idle_worker_ends_at_once(start_worker, mail_server):
    worker = start_worker()
    until(Heartbeat.objects.exists, worker.log.read_text)
    assert worker.end(signal.SIGTERM) == 0
    assert not Heartbeat.objects.exists()


def test_log_lines_of_a_task_carry_its_id(mail_server, start_worker):
    row = QueuedTask.objects.get(pk=tasks.fail.enqueue().id)
    worker = start_worker()
    worker.says("No such luck.")
    lines = [json.loads(line) for line in worker.log.read_text().splitlines()]
    (failure,) = [line for line in lines if line["level"] == "WARNING"]
    assert failure["task_id"] == str(row.pk)
    assert "RuntimeError" in failure["traceback"]


@pytest.mark.database("postgresql")
def test_worker_outlives_its_connections(mail_server, start_worker):
    mail_server.start()
    worker = start_worker()
    until(Heartbeat.objects.exists, worker.log.read_text)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    row = queued_letter()
    until(lambda: has_become(row, "SUCCESSFUL"), worker.log.read_text)
