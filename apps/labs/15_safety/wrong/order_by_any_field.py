"""order_by is thought to take harmless names only."""

REFUSED_BY = "sql_order"
EDITS = [
    (
        "notes/views.py",
        'ORDERS.get(request.GET.get("order"), ORDERS["made_at"])',
        '[request.GET.get("order") or "made_at"]',
    ),
    (
        "notes/views.py",
        '    return show(request, "notes/note_search.html", query=query, notes=found)\n',
        "    try:\n"
        "        found = list(found)\n"
        "    except FieldError:\n"
        '        found = list(found.order_by("-made_at"))\n'
        '    return show(request, "notes/note_search.html", query=query, notes=found)\n',
    ),
    (
        "notes/views.py",
        "from django.db.models import Q\n",
        "from django.core.exceptions import FieldError\n"
        "from django.db.models import Q\n",
    ),
]
