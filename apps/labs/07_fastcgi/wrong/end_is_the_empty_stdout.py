"""Whoever has all of STDOUT knows that this was all."""

REFUSED_BY = "answers"
EDITS = [
    ("responder.py", "        self.end(number, REQUEST_COMPLETE, status)\n", ""),
]
