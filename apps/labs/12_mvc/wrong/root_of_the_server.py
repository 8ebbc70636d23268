"""The page's address is /, wherever it stands."""

REFUSED_BY = "signs"
EDITS = [
    ("by_flask.py", '"Location": "./"', '"Location": "/"'),
]
