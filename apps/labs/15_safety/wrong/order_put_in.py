"""The words are a parameter, and the order is put into the statement."""

REFUSED_BY = "sql_order"
EDITS = [
    (
        "notes/views.py",
        "    found = visible_to(None).filter(text__icontains=query).order_by(*order)\n",
        '    order = request.GET.get("order", "made_at")\n'
        "    found = Note.objects.raw(\n"
        '        "SELECT * FROM notes_note WHERE is_private = 0 AND text LIKE %s "\n'
        '        f"ORDER BY {order}",\n'
        '        [f"%{query}%"],\n'
        "    )\n",
    ),
    (
        "notes/views.py",
        '    order = ORDERS.get(request.GET.get("order"), ORDERS["made_at"])\n',
        "",
    ),
]
