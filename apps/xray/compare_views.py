"""Two of my own requests side by side."""

import re

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import access, comparing, sources, strip
from .frames import frame
from .gone import tells_of_gone
from .models import Trace
from .trace import FORMAT

ID = re.compile("[0-9a-f]{16}")


@require_safe
@cache_control(private=True, no_store=True)
@tells_of_gone
def trace_compare(request):
    """Show two of the visitor's own requests, ?a= and ?b=, and what differs."""
    mine = Trace.objects.readable_by(access.owner(request))
    own = Trace.objects.of(access.owner(request)).living()
    given = {"frame": frame(), "traces": own.listed()}
    keys = [request.GET[name] for name in "ab" if request.GET.get(name)]
    if not all(ID.fullmatch(key) for key in keys):
        raise Http404
    if access.mode() == "off" and len(keys) < 2:
        raise Http404
    if len(set(keys)) == 2:
        traces = [mine.get(pk=key) for key in keys]
        given |= side_by_side(traces, sources.may_be_shown(request))
    given["is_same"] = len(keys) == 2 and "sides" not in given
    return render(request, "xray/trace_compare.html", given)


def side_by_side(traces, with_source):
    found = [trace.found for trace in traces]
    if {each["format"] for each in found} != {FORMAT}:
        raise Http404
    extents = [strip.extent_of(each) for each in found]
    # Both pictures have the same scale, and begin where Django heard of it.
    extent = min(start for start, _ in extents), max(end for _, end in extents)
    parts = comparing.compared(*found)
    if not with_source:
        parts["view"] = None
    return {
        "parts": parts,
        "replay": found[1].get("replay"),
        "sides": [
            {
                "letter": letter,
                "trace": trace,
                "found": each,
                "replay": each.get("replay"),
                "journey": strip.journey(each, extent),
            }
            for letter, trace, each in zip("AB", traces, found, strict=True)
        ],
    }
