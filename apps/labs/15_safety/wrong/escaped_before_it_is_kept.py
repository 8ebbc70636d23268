"""The text is escaped when it is kept, and again when it is shown."""

REFUSED_BY = "stored_xss"
EDITS = [
    (
        "notes/views.py",
        'text=request.POST["text"], is',
        'text=escape(request.POST["text"]), is',
    ),
    (
        "notes/views.py",
        "from django.views",
        "from django.utils.html import escape\nfrom django.views",
    ),
]
