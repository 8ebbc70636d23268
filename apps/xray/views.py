"""The list of my last requests, and the page that opens one of them up."""

import logging

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from . import access, models, sources, strip
from .frames import frame
from .gone import tells_of_gone
from .models import Trace
from .rooms import rooms
from .rooms.finding import view_lines
from .trace import FORMAT

logger = logging.getLogger(__name__)


@require_safe
@cache_control(private=True, no_store=True)
def trace_list(request):
    """Show the visitor's last requests, and whether more are recorded."""
    if access.mode() == "off":
        raise Http404
    given = {
        "frame": frame(),
        "traces": Trace.objects.of(access.owner(request)).living().listed(),
        "mode": access.mode(),
        "may_record": access.may_keep(request),
        "is_recording": access.is_wanted(request.COOKIES),
        "most": models.MOST,
    }
    if access.may_keep_for_lessons(request):
        given |= {"kept": Trace.objects.for_lessons().listed()[: models.MOST_KEPT]}
    return render(request, "xray/trace_list.html", given)


@require_safe
@cache_control(private=True, no_store=True)
@tells_of_gone
def trace_detail(request, pk):
    """Open up a request: the journey, and a room for each hop."""
    mine = Trace.objects.readable_by(access.owner(request))
    trace = mine.get(pk=pk)
    found = trace.found
    given = {"frame": frame(), "trace": trace, "found": found}
    given |= {"show_source": sources.may_be_shown(request)}
    given |= {"may_keep": access.may_keep_for_lessons(request)}
    if found["format"] == FORMAT:
        given |= {"journey": strip.journey(found), "rooms": rooms(found)}
        given |= {"who": strip.stations.doers(found)}
        given |= {"view_lines": given["show_source"] and view_lines(found)}
    return render(request, "xray/trace_detail.html", given)


@require_safe
@cache_control(private=True, no_store=True)
def trace_json(request, pk):
    """Give a trace, as docs/xray.md describes it."""
    mine = Trace.objects.readable_by(access.owner(request))
    trace = get_object_or_404(mine, pk=pk)
    return HttpResponse(trace.document, content_type="application/json")


@require_POST
def trace_keep(request, pk):
    """Keep one of the visitor's own traces for a lesson, until somebody removes it."""
    mine = Trace.objects.of(access.owner(request)).living()
    trace = get_object_or_404(mine, pk=pk)
    if not access.may_keep_for_lessons(request):
        raise PermissionDenied
    if Trace.objects.for_lessons().count() >= models.MOST_KEPT:
        text = f"There are {models.MOST_KEPT} traces for lessons. Remove one first.\n"
        return HttpResponse(text, content_type="text/plain", status=409)
    trace.keep_for_lessons()
    logger.info("Trace %s is kept for lessons, by user %s", pk, request.user.pk)
    return redirect("xray:trace_detail", pk)


@require_POST
def trace_remove(request, pk):
    """Remove a trace that was kept for a lesson."""
    trace = get_object_or_404(Trace.objects.for_lessons(), pk=pk)
    if not access.may_keep_for_lessons(request):
        raise PermissionDenied
    trace.delete()
    logger.info("Trace %s was removed from lessons, by user %s", pk, request.user.pk)
    return redirect("xray:trace_list")


@require_POST
def recording_switch(request):
    """Let this browser's requests be recorded from now on, or not any more."""
    if access.mode() == "off":
        raise Http404
    if not access.may_keep(request):
        raise PermissionDenied
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    response = redirect(wanted if is_ours else "/")
    if request.POST.get("record") == "on":
        access.switch_on(request, response)
    else:
        access.switch_off(response)
    return response
