"""Escaping is thought to keep a value in its attribute."""

REFUSED_BY = "attribute"
EDITS = [
    (
        "notes/templates/notes/base.html",
        'class="{{ theme }}"',
        "class={{ theme }}",
    ),
    (
        "notes/people.py",
        '    if request.POST.get("theme") in THEMES:\n'
        '        request.session["theme"] = request.POST["theme"]\n',
        '    request.session["theme"] = request.POST.get("theme", "light")\n',
    ),
]
