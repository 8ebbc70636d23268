"""die-on-term is all that SIGTERM needs."""

REFUSED_BY = "ends_well"
EDITS = [
    (
        "uwsgi.ini",
        "\nhook-master-start = unix_signal:15 gracefully_kill_them_all\n",
        "\n",
    )
]
