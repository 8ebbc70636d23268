from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from . import access
from .models import Trace


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
