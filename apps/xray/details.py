"""What a trace leads to: source, the elements of the page, one query and its plan."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from . import access, colours, elements, plans, sources
from .frames import frame
from .gone import tells_of_gone
from .models import Trace
from .rooms.data import query, template_names
from .trace import FORMAT


def given_by(request, pk):
    """Give what each of these pages shows of a trace that this visitor may open."""
    mine = Trace.objects.readable_by(access.owner(request))
    trace = mine.get(pk=pk)
    found = trace.found
    if found["format"] != FORMAT:
        raise Http404
    shown = {"frame": frame(), "trace": trace, "found": found}
    return shown | {"show_source": sources.may_be_shown(request)}


@require_safe
@cache_control(private=True, no_store=True)
@tells_of_gone
def source_detail(request, pk):
    """Show a file that the trace names: a module, or one of its templates."""
    given = given_by(request, pk)
    if not given["show_source"]:
        raise Http404
    found, asked = given["found"], request.GET
    if asked.get("template", "").isdecimal():
        index = int(asked["template"][:6])
        lines = sources.template_lines(found, index)
        shown = [[("", line)] for line in lines or []]
        role, file = "T", lines and found["templates"]["sources"][index]["file"]
    else:
        where, file = asked.get("in", ""), asked.get("file", "")
        lines = sources.python_lines(found, where, file)
        shown = colours.coloured(lines or [])
        role = ""
    if lines is None:
        raise Http404
    rows = [{"number": n, "pieces": pieces} for n, pieces in enumerate(shown, 1)]
    given |= {"file": file, "role": role, "lines": rows}
    return render(request, "xray/source_detail.html", given)


@require_safe
@cache_control(private=True, no_store=True)
@tells_of_gone
def element_list(request, pk):
    """Show which line of which template made which elements of the page."""
    given = given_by(request, pk)
    found = given["found"]
    given |= {"templates": elements.by_template(found, given["show_source"])}
    given |= {"page": found["page"]}
    # Of a trace that is kept, the page would be another: that of whoever looks at it.
    given |= {"address": None if given["trace"].kept_at else elements.address(found)}
    return render(request, "xray/element_list.html", given)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
@tells_of_gone
def query_detail(request, pk, number):
    """Show one query, who asked for it, and by a button the database's plan for it."""
    given = given_by(request, pk)
    rows = given["found"]["queries"]["rows"]
    if not 0 < number <= len(rows):
        raise Http404
    asked = query(rows[number - 1], template_names(given["found"]))
    # The plan says how large tables are: it is for those who may record.
    may_plan = access.may_keep(request)
    given |= {"query": asked, "may_plan": may_plan}
    if request.method == "POST":
        if not may_plan:
            raise PermissionDenied
        try:
            given["plan"] = plans.plan(rows[number - 1])
        except plans.NoPlanError as why:
            given["why_no_plan"] = str(why)
    return render(request, "xray/query_detail.html", given)
