"""Two questions that a machine asks: are you alive, are you ready?

They may be asked each second, so an answer costs one query at most.
"""

import logging

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from .models import Heartbeat

logger = logging.getLogger(__name__)


class Migrations:
    """Which migrations the database lacks; once none, not asked again.

    Reading and comparing them costs a tenth of a second, and a process whose code
    has them all keeps that code to its end.
    """

    is_complete = False

    @classmethod
    def missing(cls):
        if cls.is_complete:
            return []
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        cls.is_complete = not plan
        return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


@never_cache
def healthz(request):
    """Say that this process answers; the database is not asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request):
    """Say whether the database answers and has every migration.

    When the worker last gave a sign is said, too, but pages do without it.
    """
    try:
        missing = Migrations.missing()
        answer = {"ready": not missing, "database": "ok", "migrations": missing}
        if not missing:
            answer["worker_seconds_ago"] = worker_seconds_ago()
    except Exception as error:  # whatever it is, it means "not ready"
        logger.warning("Not ready: %s", " ".join(str(error).split()))
        answer = {"ready": False, "database": type(error).__name__}
    return JsonResponse(answer, status=200 if answer["ready"] else 503)


def worker_seconds_ago():
    seen = Heartbeat.objects.workers().values_list("seen_at", flat=True).first()
    return round((timezone.now() - seen).total_seconds(), 1) if seen else None
