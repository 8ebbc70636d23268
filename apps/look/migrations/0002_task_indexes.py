from django.db import migrations

TABLE = "django_tasks_database_dbtaskresult"


def index(name, columns):
    return migrations.RunSQL(
        f"CREATE INDEX {name} ON {TABLE} ({columns})", f"DROP INDEX {name}"
    )


class Migration(migrations.Migration):
    """Give the back office, reclaiming and pruning an index each needs.

    django-tasks-db has one for what is READY only. On SQLite a later migration of
    its own that changes this table loses these two: then make them again here.
    """

    dependencies = [("look", "0001_heartbeat")]

    operations = [
        index("look_task_enqueued_at", "enqueued_at"),
        index("look_task_status_enqueued_at", "status, enqueued_at"),
    ]
