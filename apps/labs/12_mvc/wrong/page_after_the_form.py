"""A form is answered with the page, so that reloading sends it again."""

REFUSED_BY = "signs"
EDITS = [
    ("by_flask.py", '    return "", 303, {"Location": "./"}', "    return show()"),
]
