"""What recv has brought is one request, and the rest is of no interest."""

REFUSED_BY = "pipelined"
EDITS = [
    (
        "one_at_a_time.py",
        "            deadline, has_asked = time.monotonic() + PATIENCE, True\n        else",
        "            deadline, has_asked = time.monotonic() + PATIENCE, True\n            conversation = Conversation(answer_to)\n        else",
    ),
]
