"""The list of my last requests, and the page that opens one of them up."""

import json

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from . import access, strip
from .models import Trace

FRAME = "xray/base.html"


def frame():
    """Name the template that X-ray's pages extend: the site's own, or a plain one."""
    return getattr(settings, "XRAY_BASE", "") or FRAME


@require_safe
@cache_control(private=True, no_store=True)
def trace_list(request):
    """Show the visitor's last requests."""
    if access.mode() == "off":
        raise Http404
    traces = Trace.objects.of(access.owner(request)).living().listed()
    return render(request, "xray/trace_list.html", {"frame": frame(), "traces": traces})


@require_safe
@cache_control(private=True, no_store=True)
def trace_detail(request, pk):
    """Open up one of the visitor's own requests: the journey, and a room for each hop."""
    mine = Trace.objects.of(access.owner(request)).living()
    trace = get_object_or_404(mine, pk=pk)
    found = json.loads(trace.document)
    given = {"frame": frame(), "trace": trace, "found": found}
    given |= {"journey": strip.journey(found)}
    return render(request, "xray/trace_detail.html", given)


@require_safe
@cache_control(private=True, no_store=True)
def trace_json(request, pk):
    """Give one of the visitor's own traces, as docs/xray.md describes it."""
    mine = Trace.objects.of(access.owner(request)).living()
    trace = get_object_or_404(mine, pk=pk)
    return HttpResponse(trace.document, content_type="application/json")


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
