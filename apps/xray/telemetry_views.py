"""A trace for other tools to look at."""

import json

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import access, telemetry
from .models import Trace


@require_safe
@cache_control(private=True, no_store=True)
def trace_otlp(request, pk):
    """Give one of the visitor's own traces as OpenTelemetry spans, in OTLP's JSON."""
    mine = Trace.objects.of(access.owner(request)).living()
    trace = get_object_or_404(mine, pk=pk)
    return JsonResponse(telemetry.exported(json.loads(trace.document)))
