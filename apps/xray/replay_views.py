"""What if? One of my own requests again, with one thing changed."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from . import access, replaying
from .forms import ReplayForm
from .frames import frame
from .gone import tells_of_gone
from .models import Trace


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
@tells_of_gone
def trace_replay(request, pk):
    """Ask what shall be otherwise; then make the request again and compare."""
    if access.mode() == "off":
        raise Http404
    owner = access.owner(request)
    trace = Trace.objects.of(owner).living().get(pk=pk)
    if not access.may_keep(request):
        raise PermissionDenied
    found = trace.found
    why_not = replaying.why_not(trace)
    form = ReplayForm(found, request.POST or None)
    if not why_not and form.is_valid():
        try:
            return redirect(replayed(request, owner, found, form))
        except replaying.CannotReplay as reason:
            form.add_error(None, str(reason))
    given = {"frame": frame(), "trace": trace, "form": form, "why_not": why_not}
    status = 422 if form.is_bound else 200
    return render(request, "xray/trace_replay.html", given, status=status)


def replayed(request, owner, found, form):
    """Make both journeys, keep them, and give the address where they are compared."""
    path = form.address or form.cleaned_data["address"]
    with replaying.turn(owner):
        documents = replaying.replay(request, found, path, form.cleaned_data["change"])
    with transaction.atomic():
        was, now = [Trace.objects.put(owner, document).pk for document in documents]
    return f"{reverse('xray:trace_compare')}?a={was}&b={now}"
