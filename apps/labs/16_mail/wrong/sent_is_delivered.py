"""The letter is delivered when its last byte has been sent."""

REFUSED_BY = "last_word"
EDITS = [
    (
        "send.py",
        'say(as_data(letter), b"2")',
        'connection.sendall(as_data(letter) + b"\\r\\n")',
    ),
    (
        "send.py",
        "except (OSError, No) as error:",
        "except (OSError, No, ValueError) as error:",
    ),
]
