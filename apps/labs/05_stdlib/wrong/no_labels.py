"""A placeholder says what a field is for."""

REFUSED_BY = "form_page"
EDITS = [
    (
        "server.py",
        '<p><label>Your name <input name="name" required></label></p>',
        '<p><input name="name" placeholder="Your name"></p>',
    ),
    (
        "server.py",
        '<p><label>Your words <input name="words" required></label></p>',
        '<p><input name="words" placeholder="Your words"></p>',
    ),
]
