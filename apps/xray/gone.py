"""What is said of a trace that is not there, or not for this visitor: the same of both."""

from functools import wraps

from django.http import Http404
from django.shortcuts import render

from . import access
from .frames import frame
from .models import MOST, Trace


def tells_of_gone(view):
    """Give a view that answers with a page of its own, and 404, if its trace is gone."""

    @wraps(view)
    def view_or_gone(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Trace.DoesNotExist as gone:
            if access.mode() == "off":
                raise Http404 from gone
            given = {"frame": frame(), "most": MOST}
            return render(request, "xray/_gone.html", given, status=404)

    return view_or_gone
