"""After close, what stands behind it is answered too."""

REFUSED_BY = "closes_when_told"
EDITS = [
    (
        "one_at_a_time.py",
        "            if answer.is_last:\n                return hang_up(connection)\n",
        "            if answer.is_last and conversation.is_idle:\n                return hang_up(connection)\n",
    ),
]
