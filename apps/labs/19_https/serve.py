"""Start nginx with TLS, and the application behind it.

    python serve.py [port]       start everything; Ctrl-C ends it
    python serve.py -t           test the files: nginx -t
    python serve.py -s reload    let the running nginx take a renewed certificate

As in lab 18: nginx's world is the folder var/ beside this file. Where port 8443 is taken, or 8080 of
plain HTTP, another is written into the copy of nginx.conf. When there is no var/tls/site.pem,
authority.py is asked to make one.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
VAR = HERE / "var"
PORTS = {"8443": "https", "8080": "http"}


def main():
    VAR.mkdir(exist_ok=True)
    if not (VAR / "tls/site.pem").exists():
        # What it says goes where errors go: our own first line means that nginx listens.
        subprocess.run(
            [sys.executable, "authority.py"], cwd=HERE, stdout=2, check=False
        )
    if sys.argv[1:2] in (["-t"], ["-s"]):
        lay()
        # -s needs nothing of this process any more: it becomes nginx.
        os.chdir(VAR)
        os.execv(find("nginx"), nginx() + sys.argv[1:])
    if not all(word.isdecimal() and int(word) < 65536 for word in sys.argv[1:]):
        sys.exit("Type: python serve.py [port], or -t, or -s reload")
    for number, whose in PORTS.items():
        asked = sys.argv[1:2] if whose == "https" else []
        (VAR / f"{whose}.port").write_text(asked[0] if asked else a_port(number))
    lay()
    run()


def lay():
    """Copy the configuration to var/, with the ports that are to be had."""
    ports = {number: (VAR / f"{whose}.port") for number, whose in PORTS.items()}
    for file in HERE / "nginx.conf", HERE / "uwsgi_params":
        text = file.read_text()
        for number, path in ports.items():
            if path.exists():
                text = re.sub(rf"\b{number}\b", path.read_text(), text)
        (VAR / file.name).write_text(text)
    # Static files are not copied: who edits one sees it at once.
    with contextlib.suppress(FileExistsError):
        (VAR / "public").symlink_to(HERE / "public")


def nginx():
    """Give the beginning of the command: the prefix, and where the first errors go."""
    command = ["nginx", "-p", str(VAR), "-c", "nginx.conf", "-e", "stderr"]
    # Workers of a master that root has started become another user, who may not read here.
    # An ordinary user's workers stay that user, and nginx would complain about the line.
    return command + (["-g", "user root;"] if os.geteuid() == 0 else [])


def run():
    """Start both, and wait for the end of either, or for Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for left in [*VAR.glob("*.sock"), VAR / "nginx.pid"]:
        left.unlink(missing_ok=True)
    uwsgi = [find("uwsgi"), "--strict", "--master", "--die-on-term", "--need-app"]
    uwsgi += ["--socket", "app.sock", "--chmod-socket=660", "--logto", "uwsgi.log"]
    uwsgi += ["--buffer-size", "32768", "--threads", "4"]
    uwsgi += ["--wsgi-file", str(HERE / "app.py")]
    children = []
    try:
        children.append(subprocess.Popen(uwsgi, cwd=VAR))
        # When nginx listens, there is somebody to hand requests to.
        while not (VAR / "app.sock").exists() and children[0].poll() is None:
            time.sleep(0.02)
        children.append(subprocess.Popen([find("nginx"), *nginx()[1:]], cwd=VAR))
        https, http = ((VAR / f"{whose}.port").read_text() for whose in PORTS.values())
        while children[-1].poll() is None and not listens(int(https)):
            time.sleep(0.02)
        # Whoever has ended already is not waited for.
        if children[-1].poll() is None:
            print(
                f"https://secure.localhost:{https}/ is the site, and http://127.0.0.1:{http}/"
            )
            print("sends people there. Logs are in var/. Ctrl-C ends it.", flush=True)
            os.wait()
    except KeyboardInterrupt:
        pass
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait()
    end_background()
    sys.exit(max(children[-1].returncode, 0))


def end_background():
    """End an nginx that has gone to the background, where nobody else would end it."""
    try:
        # One that has ended takes this file away.
        os.kill(int((VAR / "nginx.pid").read_text()), signal.SIGTERM)
    except (OSError, ValueError):
        return
    sys.exit("nginx went to the background and was ended: here it needs `daemon off;`.")


def find(name):
    # Programs of this Python first; and Debian keeps nginx where only root's PATH looks.
    path = [os.path.dirname(sys.executable), os.environ["PATH"], "/usr/sbin"]
    found = shutil.which(name, path=os.pathsep.join([*path, "/opt/homebrew/bin"]))
    if not found:
        sys.exit(f"{name} is not here: `manage.py lab doctor` says how to get it.")
    return found


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def a_port(number):
    """Give this one when it is free, and else another."""
    for port in int(number), 0:
        with (
            contextlib.suppress(OSError),
            socket.create_server(("127.0.0.1", port)) as probe,
        ):
            return str(probe.getsockname()[1])


if __name__ == "__main__":
    main()
