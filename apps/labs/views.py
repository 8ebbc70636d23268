from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import grids


@require_safe
def grid(request):
    """Show which frameworks ran under which servers when that was last tried here."""
    return render(request, "labs/grid.html", {"grid": grids.last()})
