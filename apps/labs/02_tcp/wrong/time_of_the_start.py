"""The clock is read once, when the program starts."""

REFUSED_BY = "true_time"
EDITS = [
    (
        "time_server.py",
        '    now = datetime.now(UTC).isoformat(timespec="milliseconds")\n',
        '    now = START.isoformat(timespec="milliseconds")\n',
    ),
    (
        "time_server.py",
        "\n\ndef main():\n",
        "\n\nSTART = datetime.now(UTC)\n\n\ndef main():\n",
    ),
]
