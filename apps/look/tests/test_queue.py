from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult

from apps.look import queue
from apps.look.models import Heartbeat, QueuedTask

from . import tasks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_calls():
    tasks.calls.clear()


@pytest.fixture
def worker():
    return queue.Worker(batch=True)


def queued(task, *args, **fields):
    """Put a task into the queue and give its row, changed as the test needs it."""
    row = QueuedTask.objects.get(pk=task.enqueue(*args).id)
    if fields:
        QueuedTask.objects.filter(pk=row.pk).update(**fields)
        row.refresh_from_db()
    return row


def running(task, *args, worker="worker-gone", ago=60):
    """Put a task into the queue that a worker took and has not finished."""
    begun = timezone.now() - timedelta(seconds=ago)
    return queued(
        task, *args, status=Status.RUNNING, started_at=begun, worker_ids=[worker]
    )


def make_due(row):
    QueuedTask.objects.filter(pk=row.pk).update(run_after=timezone.now())


class WorkerTests:
    def test_task_is_done_and_its_value_kept(self, worker):
        row = queued(tasks.note, "hello")
        worker.loop()
        row.refresh_from_db()
        assert (row.status, row.return_value) == (Status.SUCCESSFUL, "HELLO")
        assert (row.tries, tasks.calls) == (1, ["hello"])

    def test_nothing_to_do_takes_no_lock(self, worker, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert worker.claim() is None

    def test_failure_waits_in_the_same_row(self, worker):
        row = queued(tasks.fail)
        worker.loop()
        row.refresh_from_db()
        assert (row.status, row.tries) == (Status.READY, 1)
        assert row.last_error == "RuntimeError: No such luck."
        assert row.run_after > timezone.now()

    def test_success_after_a_failure_forgets_the_error(self, worker):
        row = queued(tasks.fail)
        worker.loop()
        QueuedTask.objects.update(task_path=tasks.note.module_path)
        QueuedTask.objects.update(args_kwargs={"args": ["x"], "kwargs": {}})
        make_due(row)
        worker.loop()
        row.refresh_from_db()
        assert (row.status, row.tries, row.traceback) == (Status.SUCCESSFUL, 2, "")

    def test_last_failure_is_for_a_person_to_see(self, worker):
        row = queued(tasks.fail, worker_ids=["before"] * (QueuedTask.TRIES - 1))
        worker.loop()
        row.refresh_from_db()
        assert row.status == Status.FAILED
        assert row.finished_at

    def test_poisonous_task_ends_after_its_tries(self, worker):
        row = queued(tasks.fail)
        for _ in range(QueuedTask.TRIES + 2):
            make_due(row)
            worker.loop()
        row.refresh_from_db()
        assert (row.status, row.tries) == (Status.FAILED, QueuedTask.TRIES)

    @pytest.mark.parametrize(
        "fields",
        [
            {"task_path": "apps.look.tests.tasks.gone"},
            {"task_path": "apps.nowhere.tasks.gone"},
            {"task_path": "gone"},
            {"task_path": "os.getcwd"},
            {"args_kwargs": {}},
            {"args_kwargs": {"args": [1, 2, 3], "kwargs": {}}},
            {"args_kwargs": "nonsense"},
            {"backend_name": "nowhere"},
        ],
    )
    def test_broken_row_fails_and_the_next_is_done(self, worker, fields):
        broken = queued(tasks.note, "broken", **fields)
        queued(tasks.note, "next")
        worker.loop()
        broken.refresh_from_db()
        assert (broken.tries, broken.status) == (1, Status.READY)
        assert broken.last_error
        assert tasks.calls == ["next"]

    def test_broken_row_can_fail_for_the_last_time(self, worker):
        before = ["before"] * (QueuedTask.TRIES - 1)
        row = queued(tasks.note, "x", task_path="gone", worker_ids=before)
        worker.loop()
        row.refresh_from_db()
        assert row.status == Status.FAILED

    def test_task_that_calls_exit_does_not_end_the_worker(self, worker):
        row = queued(tasks.leave)
        queued(tasks.note, "next")
        worker.loop()
        row.refresh_from_db()
        assert (row.status, row.tries) == (Status.READY, 1)
        assert tasks.calls == ["next"]

    def test_second_signal_puts_the_task_back(self, worker, monkeypatch):
        def interrupted(row):
            worker.stop(15, None)
            worker.stop(15, None)

        monkeypatch.setattr(queue, "call", interrupted)
        row = queued(tasks.note, "x")
        with pytest.raises(SystemExit):
            worker.loop()
        row.refresh_from_db()
        assert row.status == Status.READY

    def test_first_signal_lets_the_task_end(self, worker, monkeypatch):
        monkeypatch.setattr(queue, "call", lambda row: worker.stop(15, None))
        queued(tasks.note, "first")
        queued(tasks.note, "second")
        worker.loop()
        statuses = QueuedTask.objects.order_by("enqueued_at").values_list("status")
        assert list(statuses) == [(Status.SUCCESSFUL,), (Status.READY,)]

    def test_value_that_cannot_be_kept_is_not_computed_again(self, worker):
        row = queued(tasks.return_a_set)
        worker.loop()
        row.refresh_from_db()
        assert (row.status, tasks.calls) == (Status.FAILED, ["set"])

    def test_error_with_odd_letters_is_kept(self, worker):
        row = queued(tasks.fail, "plain")
        QueuedTask.objects.filter(pk=row.pk).update(status=Status.RUNNING)
        row.refresh_from_db()
        row.fail(RuntimeError("NUL \0 and lone \ud800"))
        row.refresh_from_db()
        assert row.last_error == r"RuntimeError: NUL \x00 and lone \ud800"


class PausesTests:
    def test_pauses_grow_and_outlast_two_days(self):
        assert list(QueuedTask.PAUSES) == sorted(QueuedTask.PAUSES)
        assert sum(QueuedTask.PAUSES) > 2 * 24 * 3600

    @pytest.mark.parametrize(("tries", "seconds"), [(1, 10), (2, 60), (5, 3600)])
    def test_pause_after_a_try(self, tries, seconds):
        row = running(tasks.fail)
        row.worker_ids = ["w"] * tries
        before = timezone.now()
        row.fail(RuntimeError())
        pause = (row.run_after - before).total_seconds()
        assert seconds <= pause <= seconds * 1.2 + 1

    def test_addresses_are_not_shown_in_the_last_error(self):
        row = QueuedTask(traceback="…\nE: {'lin@example.org': (550, b'<a@b.c> no')}")
        assert row.last_error == "E: {'…@…': (550, b'<…@…> no')}"


class ReclaimTests:
    def test_task_of_a_silent_worker_goes_back(self):
        row = running(tasks.note, "x")
        queue.reclaim()
        row.refresh_from_db()
        assert (row.status, row.tries) == (Status.READY, 1)
        assert row.last_error.endswith("worker-gone died in the middle of it.")

    def test_task_of_a_living_worker_stays(self):
        Heartbeat(name="worker-1", holder="worker-1").renew()
        row = running(tasks.note, "x", worker="worker-1", ago=86_400)
        queue.reclaim()
        row.refresh_from_db()
        assert row.status == Status.RUNNING

    def test_task_that_has_just_begun_stays(self):
        row = running(tasks.note, "x", ago=1)
        queue.reclaim()
        row.refresh_from_db()
        assert row.status == Status.RUNNING

    def test_task_that_kills_its_workers_is_given_up(self):
        row = running(tasks.note, "x")
        QueuedTask.objects.update(worker_ids=["w"] * QueuedTask.TRIES)
        queue.reclaim()
        row.refresh_from_db()
        assert row.status == Status.FAILED

    def test_worker_that_wakes_up_changes_nothing(self):
        late = running(tasks.note, "x")
        queue.reclaim()
        make_due(late)
        second = queue.Worker(batch=True)
        second.loop()
        assert not late.finish("from the dead")
        late.refresh_from_db()
        assert late.return_value == "X"

    def test_worker_looks_after_others(self, worker):
        row = running(tasks.note, "x")
        worker.loop()
        row.refresh_from_db()
        assert row.status == Status.READY


class DatabaseAwayTests:
    def test_result_is_written_when_the_database_is_back(
        self, worker, monkeypatch, caplog
    ):
        row = queued(tasks.note, "x")
        answers = iter([OperationalError("server closed\nthe connection"), None])
        finish = QueuedTask.finish

        def flaky(self, value):
            if error := next(answers):
                raise error
            return finish(self, value)

        monkeypatch.setattr(QueuedTask, "finish", flaky)
        monkeypatch.setattr(queue.connections, "close_all", lambda: None)
        monkeypatch.setattr(queue.time, "sleep", lambda seconds: None)
        with caplog.at_level("INFO"):
            worker.loop()
        row.refresh_from_db()
        assert row.status == Status.SUCCESSFUL
        assert tasks.calls == ["x"]
        assert "away (server closed the connection)" in caplog.text
        assert "The database is back." in caplog.text


class HeartbeatTests:
    def test_worker_gives_a_sign_and_takes_it_back(self, worker, monkeypatch):
        seen = []
        monkeypatch.setattr(
            worker, "loop", lambda: seen.extend(Heartbeat.objects.alive())
        )
        worker.run()
        assert [sign.name for sign in seen] == [worker.name]
        assert not Heartbeat.objects.exists()

    def test_sign_that_was_pruned_comes_back(self):
        sign = Heartbeat(name="worker-1", holder="worker-1")
        sign.renew()
        Heartbeat.objects.all().delete()
        sign.renew()
        sign.renew()
        assert Heartbeat.objects.alive().count() == 1


def test_retry_now_gives_all_tries_again(worker):
    row = queued(tasks.fail, status=Status.FAILED, worker_ids=["w"] * 12)
    row.retry_now()
    row.refresh_from_db()
    assert (row.status, row.tries) == (Status.READY, 0)


@pytest.mark.parametrize("status", [Status.SUCCESSFUL, Status.RUNNING])
def test_retry_now_leaves_what_is_done_or_in_hand(status):
    row = queued(tasks.note, "x", status=status, exception_class_path="x")
    assert not row.retry_now()
    assert QueuedTask.objects.get().status == status


def test_indexes_of_the_queue_exist():
    with connection.cursor() as cursor:
        table = DBTaskResult._meta.db_table
        found = connection.introspection.get_constraints(cursor, table)
    assert {"look_task_enqueued_at", "look_task_status_enqueued_at"} <= set(found)


def test_many_tasks_are_queued_at_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        queue.enqueue_all(tasks.note, [["one"], ["two"], ["three"]])
    single = QueuedTask.objects.get(pk=tasks.note.enqueue("four").id)
    for row in QueuedTask.objects.all():
        for field in "task_path", "priority", "queue_name", "backend_name", "run_after":
            assert getattr(row, field) == getattr(single, field)
    queue.Worker(batch=True).loop()
    assert sorted(tasks.calls[-4:]) == ["four", "one", "three", "two"]
