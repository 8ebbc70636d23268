"""The view keeps what comes, and asks no rule."""

REFUSED_BY = "refuses"
EDITS = [
    (
        "by_django.py",
        "    if form.is_valid():\n        form.save()\n",
        '    if request.method == "POST":\n        Entry.objects.create(name=request.POST["name"], words=request.POST["words"])\n',
    ),
]
