"""Two questions that a machine asks: are you alive, are you ready?"""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse


def healthz(request):
    """Say that this process answers; the database is not asked."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request):
    """Say whether the database answers and has every migration."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        missing = [f"{m.app_label}.{m.name}" for m, _ in plan]
        answer = {"ready": not missing, "database": "ok", "migrations": missing}
    except Exception as error:  # any failure here means "not ready"
        answer = {"ready": False, "database": type(error).__name__}
    return JsonResponse(answer, status=200 if answer["ready"] else 503)
