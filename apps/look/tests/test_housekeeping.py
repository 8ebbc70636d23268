from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.look import housekeeping
from apps.look.models import Heartbeat, QueuedTask

from . import tasks

pytestmark = pytest.mark.django_db
HERE = "apps.look.tests.test_housekeeping"
done = []


def sweep():
    done.append("sweep")


def stumble():
    done.append("stumble")
    raise RuntimeError("A broken broom.")


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


class RunTests:
    def test_chores_are_done_in_order(self, settings):
        settings.HOUSEKEEPING = [f"{HERE}.sweep", f"{HERE}.sweep"]
        assert housekeeping.run() == []
        assert done == ["sweep", "sweep"]

    def test_one_that_fails_does_not_stop_the_rest(self, settings, caplog):
        settings.HOUSEKEEPING = [f"{HERE}.stumble", "no.such.chore", f"{HERE}.sweep"]
        with pytest.raises(CommandError, match="stumble, no.such.chore"):
            call_command("housekeeping")
        assert done == ["stumble", "sweep"]
        assert "A broken broom." in caplog.text

    def test_two_do_not_run_at_once(self, settings, capsys):
        settings.HOUSEKEEPING = [f"{HERE}.sweep"]
        with housekeeping.only_one("housekeeping"):
            call_command("housekeeping")
        assert done == []
        assert "is doing the housekeeping" in capsys.readouterr().out
        call_command("housekeeping")
        assert done == ["sweep"]

    def test_one_that_died_does_not_keep_the_others_out(self, settings):
        settings.HOUSEKEEPING = [f"{HERE}.sweep"]
        long_ago = timezone.now() - 2 * Heartbeat.SILENCE
        Heartbeat.objects.create(name="housekeeping", holder="dead", seen_at=long_ago)
        call_command("housekeeping")
        assert done == ["sweep"]
        assert not Heartbeat.objects.exists()

    def test_every_chore_of_the_site_can_be_done(self):
        assert housekeeping.run() == []


class PruneTests:
    def test_done_is_kept_for_a_day_and_failed_for_a_season(self):
        for status, days in ("SUCCESSFUL", 2), ("FAILED", 2), ("FAILED", 100):
            row = QueuedTask.objects.get(pk=tasks.note.enqueue(f"{status} {days}").id)
            then = timezone.now() - timedelta(days=days)
            QueuedTask.objects.filter(pk=row.pk).update(
                status=status, enqueued_at=then, finished_at=then
            )
        tasks.note.enqueue("waiting")
        housekeeping.prune_tasks()
        kept = {row.args_kwargs["args"][0] for row in QueuedTask.objects.all()}
        assert kept == {"FAILED 2", "waiting"}

    def test_many_are_deleted_bite_by_bite(self, monkeypatch):
        monkeypatch.setattr(housekeeping, "BITE", 2)
        Heartbeat.objects.bulk_create(
            Heartbeat(name=f"worker-{n}", holder="x") for n in range(5)
        )
        housekeeping.delete_in_bites(Heartbeat.objects.exclude(name="worker-3"))
        assert [sign.name for sign in Heartbeat.objects.all()] == ["worker-3"]

    def test_old_signs_go(self):
        old = timezone.now() - timedelta(days=2)
        Heartbeat.objects.create(name="worker-old", holder="x", seen_at=old)
        Heartbeat.objects.create(name="worker-new", holder="y")
        housekeeping.prune_heartbeats()
        assert [sign.name for sign in Heartbeat.objects.all()] == ["worker-new"]
