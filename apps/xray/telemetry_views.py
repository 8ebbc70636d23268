"""A trace for other tools to look at."""

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import access, telemetry
from .models import Trace
from .trace import FORMAT


@require_safe
@cache_control(private=True, no_store=True)
def trace_otlp(request, pk):
    """Give one of the visitor's own traces as OpenTelemetry spans, in OTLP's JSON."""
    mine = Trace.objects.readable_by(access.owner(request))
    trace = get_object_or_404(mine, pk=pk)
    found = trace.found
    if found["format"] != FORMAT:
        raise Http404
    return JsonResponse(telemetry.exported(found))
