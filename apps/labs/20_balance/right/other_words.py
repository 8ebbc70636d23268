"""One worker of nginx and no zones, other sockets, threads, a limit of time; data/ is made."""

EDITS = [
    (
        "bookshop/shop/settings.py",
        'BASE_DIR / "var" / "db.sqlite3"',
        'BASE_DIR / "data" / "db.sqlite3"',
    ),
    (
        "found.txt",
        "hop: database",
        "hop:   DATABASE   (nginx, uWSGI and Django do their part)",
    ),
]
