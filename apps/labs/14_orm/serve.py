"""Serve the library on this machine, with a hundred books.

    python serve.py [port]

The database is var/db.sqlite3 beside this file. It is made when it is missing: delete it,
and you begin anew. When you save a file, the site starts anew.
"""

import os
import socket
import sys

import django
from django.core.management import call_command


def main():
    address = f"127.0.0.1:{port()}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "library.settings")
    django.setup()
    import data  # It imports models, which can be once Django is set up.

    call_command("migrate", verbosity=0)
    if not data.Book.objects.exists():
        data.fill(100)
    call_command("runserver", address)


def port():
    """Give the port that was asked for; else 8014, or any other when that is taken."""
    if sys.argv[1:]:
        word = sys.argv[1]
        if not word.isdecimal() or int(word) > 65535:
            sys.exit(f"{word} is no port: type a number up to 65535, or none.")
        return int(word)
    # Each new start after a save is to find the port of the first one.
    if "LIBRARY_PORT" not in os.environ:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", 8014))
            except OSError:
                probe.bind(("127.0.0.1", 0))
            os.environ["LIBRARY_PORT"] = str(probe.getsockname()[1])
    return int(os.environ["LIBRARY_PORT"])


if __name__ == "__main__":
    main()
