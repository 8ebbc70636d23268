"""Whatever the client writes as its method is looked up in the class."""

REFUSED_BY = "lacking_method"
EDITS = [
    (
        "routing.py",
        "{m: method_of(handler, m.lower()) for m in METHODS}",
        "{m.upper(): method_of(handler, m) for m in dir(handler)}",
    ),
    ("routing.py", "if not found or not found.keys() <= {*METHODS}:", "if not found:"),
]
