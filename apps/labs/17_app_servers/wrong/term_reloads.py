"""SIGTERM ends a program."""

REFUSED_BY = "ends_well"
EDITS = [
    ("uwsgi.ini", "\ndie-on-term = true\n", "\n"),
    (
        "uwsgi.ini",
        "\nhook-master-start = unix_signal:15 gracefully_kill_them_all\n",
        "\n",
    ),
]
