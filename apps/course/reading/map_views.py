"""The page of the map."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..lessons.shelf import shelf
from ..models import Progress
from .hops import beside, stops


@require_safe
def map_detail(request):
    """Show the way of a request with the lessons about it, and which of them are read."""
    read = set()
    if request.user.is_authenticated:
        rows = Progress.objects.filter(member=request.user)
        read = set(rows.values_list("lesson", flat=True)) & shelf().by_slug.keys()
    return render(
        request,
        "course/map_detail.html",
        {
            "stops": stops(shelf(), read),
            "beside": beside(shelf(), read),
            "read_count": len(read),
            "count": len(shelf().lessons),
        },
    )
