"""Predict first, then look."""

import json

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import access, strip
from .models import Trace
from .predicting import PredictForm
from .views import frame


@require_safe
@cache_control(private=True, no_store=True)
def trace_predict(request, pk):
    """Ask how the journey went before showing it; judge what was predicted."""
    if access.mode() == "off":
        raise Http404
    mine = Trace.objects.of(access.owner(request)).living()
    trace = get_object_or_404(mine, pk=pk)
    found = json.loads(trace.document)
    form = PredictForm(found, request.GET if "queries" in request.GET else None)
    given = {"frame": frame(), "trace": trace, "form": form}
    given["is_judged"] = form.is_valid()
    if form.is_valid() or "reveal" in request.GET:
        given["journey"] = strip.journey(found)
    return render(request, "xray/trace_predict.html", given)
