"""The place of the parameter stands in quotation marks, and is then no place."""

REFUSED_BY = "sql_injection"
EDITS = [
    (
        "notes/views.py",
        "    found = visible_to(None).filter(text__icontains=query).order_by(*order)\n",
        "    found = Note.objects.raw(\n"
        "        \"SELECT * FROM notes_note WHERE is_private = 0 AND text LIKE '%%%s%%'\", [query]\n"
        "    )\n",
    ),
    (
        "notes/views.py",
        '    order = ORDERS.get(request.GET.get("order"), ORDERS["made_at"])\n',
        "",
    ),
]
