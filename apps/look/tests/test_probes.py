from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from apps.look import probes
from apps.look.models import Heartbeat


@pytest.fixture(autouse=True)
def new_process(monkeypatch):
    monkeypatch.setattr(probes.Migrations, "is_complete", False)


class HealthzTests:
    # Without the mark django_db: a query would fail.
    def test_answers_without_a_database(self, client):
        response = client.get("/healthz")
        assert (response.status_code, response.content) == (200, b"ok\n")
        assert "no-store" in response["Cache-Control"]

    @pytest.mark.parametrize("path", ["/healthz", "/readyz"])
    def test_no_host_is_refused_and_nobody_is_redirected(
        self, client, path, settings, db
    ):
        settings.SECURE_SSL_REDIRECT = True
        settings.ALLOWED_HOSTS = ["example.org"]
        assert client.get(path, headers={"host": "10.0.0.7:81"}).status_code == 200


@pytest.mark.django_db
class ReadyzTests:
    def test_ready_without_a_worker(self, client):
        response = client.get("/readyz")
        assert response.status_code == 200
        assert response.json() == {
            "ready": True,
            "database": "ok",
            "migrations": [],
            "worker_seconds_ago": None,
        }

    def test_tells_when_a_worker_was_last_seen(self, client):
        now = timezone.now()
        for name, ago in ("worker-a", 90), ("worker-b", 9), ("housekeeping", 1):
            Heartbeat.objects.create(
                name=name, holder=name, seen_at=now - timedelta(seconds=ago)
            )
        assert 9 <= client.get("/readyz").json()["worker_seconds_ago"] < 60

    def test_asked_again_costs_one_query(self, client, django_assert_num_queries):
        client.get("/readyz")
        with django_assert_num_queries(1):
            client.get("/readyz")

    def test_missing_migration_is_named(self, client):
        [(_, last)] = MigrationLoader(connection).graph.leaf_nodes("look")
        MigrationRecorder(connection).record_unapplied("look", last)
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["migrations"] == [f"look.{last}"]
        MigrationRecorder(connection).record_applied("look", last)
        assert client.get("/readyz").status_code == 200

    def test_dead_database_is_said(self, client, monkeypatch, caplog):
        def refuse():
            raise OperationalError("connection refused\nat /run/postgresql")

        client.get("/readyz")
        monkeypatch.setattr(probes, "worker_seconds_ago", refuse)
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json() == {"ready": False, "database": "OperationalError"}
        assert "Not ready: connection refused at" in caplog.text
