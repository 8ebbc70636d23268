"""The form is kept, and the browser hears of nothing."""

REFUSED_BY = "signs"
EDITS = [
    ("by_flask.py", '    return "", 303, {"Location": "./"}', '    return "", 204'),
]
