"""One request after the other: what comes belongs to the one that began last."""

REFUSED_BY = "in_turns"
EDITS = [
    (
        "responder.py",
        "        request = self.requests[number]\n",
        "        request = self.requests[max(self.requests)]\n",
    ),
]
