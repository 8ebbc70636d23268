from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import access
from .models import Trace


@require_safe
@cache_control(private=True, no_store=True)
def trace_json(request, pk):
    """Give one of the visitor's own traces, as docs/xray.md describes it."""
    mine = Trace.objects.of(access.owner(request)).living()
    trace = get_object_or_404(mine, pk=pk)
    return HttpResponse(trace.document, content_type="application/json")
