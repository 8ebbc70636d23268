#!/usr/bin/env python
"""Run Django's commands; without any variable set, for development."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "myweb.settings")
    # A server always has a SECRET_KEY in its environment (deploy/env.example).
    # Where there is none, this is somebody's own machine: debug pages, SQLite
    # and a key kept under var/. myweb/wsgi.py never assumes that.
    if "SECRET_KEY" not in os.environ:
        os.environ.setdefault("DEBUG", "1")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit(
            f"{error}. Django is not installed for {sys.executable}.\n"
            "`make run` makes a virtual environment in .venv and installs it; "
            "then type .venv/bin/python manage.py …"
        ) from error
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        # Ctrl-C while Django was being imported: nothing has begun, and no line is to blame.
        sys.exit(130)
