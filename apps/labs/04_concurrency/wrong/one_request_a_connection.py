"""One connection is for one request, and nobody needs to be told."""

REFUSED_BY = "stays_open"
EDITS = [
    (
        "one_at_a_time.py",
        "            if answer.is_last:\n",
        "            if True:\n",
    ),
]
