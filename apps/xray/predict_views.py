"""Predict first, then look."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import access, strip
from .frames import frame
from .gone import tells_of_gone
from .models import Trace
from .predicting import PredictForm
from .trace import FORMAT


@require_safe
@cache_control(private=True, no_store=True)
@tells_of_gone
def trace_predict(request, pk):
    """Ask how the journey went before showing it; judge what was predicted."""
    mine = Trace.objects.readable_by(access.owner(request))
    trace = mine.get(pk=pk)
    found = trace.found
    if found["format"] != FORMAT:
        raise Http404
    form = PredictForm(found, request.GET if "queries" in request.GET else None)
    given = {"frame": frame(), "trace": trace, "form": form}
    given["is_judged"] = form.is_valid()
    if form.is_valid() or "reveal" in request.GET:
        given["journey"] = strip.journey(found)
    return render(request, "xray/trace_predict.html", given)
