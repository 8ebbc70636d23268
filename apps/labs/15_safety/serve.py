"""Serve the pinboard on this machine, with two members and their notes.

    python serve.py [port]

Ada and Bo have the password "open sesame". Database and files are in var/ beside this
file: delete it, and you begin anew. When you save a file, the site starts anew.
"""

import os
import socket
import sys

import django
from django.core.management import call_command


def main():
    address = f"127.0.0.1:{port()}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pinboard.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    fill()
    call_command("runserver", address)


def fill():
    """Let two people join and write, by the site's own pages."""
    from django.test import Client
    from notes.models import Member, Note  # Models can be imported once it is set up.

    if Member.objects.exists():
        return
    people = {
        "Ada": ("Welcome! Notes can have\nseveral lines, and https://example.org/", ""),
        "Bo": ("My brother's birthday is on the 3rd.", "on"),
    }
    for name, (text, is_private) in people.items():
        client = Client(SERVER_NAME="localhost")
        client.post("/join/", {"name": name, "password": "open sesame"})
        author = Member.objects.get(name=name)
        Note.objects.create(author=author, text=text, is_private=bool(is_private))


def port():
    """Give the port that was asked for; else 8015, or any other when that is taken."""
    if sys.argv[1:]:
        word = sys.argv[1]
        if not word.isdecimal() or int(word) > 65535:
            sys.exit(f"{word} is no port: type a number up to 65535, or none.")
        return int(word)
    # Each new start after a save is to find the port of the first one.
    if "PINBOARD_PORT" not in os.environ:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", 8015))
            except OSError:
                probe.bind(("127.0.0.1", 0))
            os.environ["PINBOARD_PORT"] = str(probe.getsockname()[1])
    return int(os.environ["PINBOARD_PORT"])


if __name__ == "__main__":
    main()
