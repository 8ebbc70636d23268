"""The class is called once, when the route is added."""

REFUSED_BY = "class_answers"
EDITS = [
    (
        "routing.py",
        "        return getattr(cls(), name)(request, **fields)\n",
        "        return getattr(one, name)(request, **fields)\n",
    ),
    ("routing.py", "    @wraps(method)\n", "    one = cls()\n\n    @wraps(method)\n"),
]
