"""Jinja2 is thought to escape by itself, as Django's templates do."""

REFUSED_BY = "escaping"
EDITS = [
    (
        "framework.py",
        "            autoescape=True,\n",
        "",
    ),
]
