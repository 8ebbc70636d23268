"""The decorator forgets to give the function back."""

REFUSED_BY = "route_gives_back"
EDITS = [
    (
        "framework.py",
        "            # The name goes on meaning what was written: decorators can be stacked,\n"
        "            # and a test can call the function.\n"
        "            return handler\n",
        "",
    )
]
