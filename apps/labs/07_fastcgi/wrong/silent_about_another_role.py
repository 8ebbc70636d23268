"""What is not for us is ignored."""

REFUSED_BY = "other_role"
EDITS = [
    (
        "responder.py",
        "            self.end(number, UNKNOWN_ROLE)\n",
        "            pass\n",
    ),
]
