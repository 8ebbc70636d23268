"""Only web servers connect, and they never break off."""

REFUSED_BY = "survives"
EDITS = [
    ("responder.py", "            work.start()\n", "            work.run()\n"),
    (
        "responder.py",
        "except (ConnectionError, ValueError, struct.error) as error",
        "except ZeroDivisionError as error",
    ),
]
