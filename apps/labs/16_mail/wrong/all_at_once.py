"""The conversation is sent without listening to the answers."""

REFUSED_BY = "refused_recipient"
EDITS = [
    (
        "send.py",
        'connection.sendall(words + b"\\r\\n")\n            hear(answers, expected)',
        'connection.sendall(words + b"\\r\\n")\n'
        '            if words == b"QUIT":\n                answers.read()',
    )
]
