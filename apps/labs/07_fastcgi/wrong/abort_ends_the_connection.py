"""Abort means: hang up."""

REFUSED_BY = "aborts"
EDITS = [
    (
        "responder.py",
        "            return self.finish(number, request, status=1)\n",
        "            return True\n",
    ),
]
