"""Who has gone needs no answer."""

REFUSED_BY = "aborts"
EDITS = [
    (
        "responder.py",
        "            return self.finish(number, request, status=1)\n",
        "            del self.requests[number]\n            return False\n",
    ),
]
