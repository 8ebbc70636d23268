"""What goes into the database is escaped, and again on the page."""

REFUSED_BY = "escapes"
EDITS = [
    ("by_flask.py", "import guestbook\n", "import html\n\nimport guestbook\n"),
    (
        "by_flask.py",
        '{name: request.form.get(name, "") for',
        '{name: html.escape(request.form.get(name, "")) for',
    ),
]
