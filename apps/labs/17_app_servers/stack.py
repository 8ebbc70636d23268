"""Start the stack: supervisord, and by it nginx and gunicorn with a Tornado application.

    python stack.py [port]

nginx listens on the port. What to start and how to keep it is in stack.conf, what nginx does
in nginx.conf, and the application is tornado_app.py. Everything that they write is in run/, in
the folder where you are.
"""

import contextlib
import os
import shutil
import socket
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main():
    if not all(word.isdecimal() and int(word) < 65536 for word in sys.argv[1:]):
        sys.exit("Type: python stack.py [port], a number up to 65535")
    port = int(sys.argv[1]) if sys.argv[1:] else 8001
    if not sys.argv[1:] and not is_free(port):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
    # Programs of this Python first (a virtual environment need not be activated); and
    # Debian keeps nginx where only root's PATH looks.
    path = [os.path.dirname(sys.executable), os.environ["PATH"], "/usr/sbin"]
    os.environ["PATH"] = os.pathsep.join([*path, "/opt/homebrew/bin"])
    for name in "supervisord", "gunicorn", "nginx":
        if not shutil.which(name):
            sys.exit(f"{name} is not here: `manage.py lab doctor` says how to get it.")
    run = Path("run")
    run.mkdir(exist_ok=True)
    configuration = (HERE / "nginx.conf").read_text()
    (run / "nginx.conf").write_text(
        configuration.replace("127.0.0.1:8001", f"127.0.0.1:{port}")
    )
    print(f"http://127.0.0.1:{port}/ is nginx; Tornado is behind it. Ctrl-C ends all.")
    sys.stdout.flush()
    # This process becomes supervisord: so whoever ends us ends it, and it ends the rest.
    file = str(HERE / "stack.conf")
    os.execvp("supervisord", ["supervisord", "--nodaemon", "--configuration", file])


def is_free(port):
    with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
        return True
    return False


if __name__ == "__main__":
    main()
