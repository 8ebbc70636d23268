"""It is sent when it has been taken out of the queue."""

REFUSED_BY = "kept_while_down"
EDITS = [
    (
        "worker.py",
        "        note_failure(letter, error)\n",
        '        letter.state = "sent"\n',
    ),
]
