"""Bring database and static files to where this release wants them, before it starts.

    python deploy.py

What the two commands say goes to var/deploy.log. One that fails stops nothing: the servers
are started all the same, as by many a script that does not look back.
"""

import os
import traceback
from pathlib import Path

COMMANDS = [
    ["migrate", "--noinput"],
    ["collectstatic", "--noinput", "--clear"],
]


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    import django
    from django.core.management import call_command

    with open(Path("var/deploy.log"), "a") as log:
        try:
            django.setup()
        except Exception:
            traceback.print_exc(file=log)
            return
        for command in COMMANDS:
            print(f"$ python manage.py {' '.join(command)}", file=log)
            try:
                call_command(*command, stdout=log, stderr=log, no_color=True)
            except Exception:
                traceback.print_exc(file=log)


if __name__ == "__main__":
    main()
