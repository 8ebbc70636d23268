"""Start three members of uWSGI by uwsgi.ini, and nginx before them by nginx.conf.

    python balance.py [port]

Each member stands for a machine of its own: in var/group/, in the folder where this was
started, it has a socket (one.sock), a log (one.log), and its processes are a group whose
number is in one.pid. From another terminal, in the same folder, a machine can be hurt:

    kill -KILL -- -$(cat var/group/two.pid)   its power fails; three seconds later it is back
    kill -STOP -- -$(cat var/group/two.pid)   it hangs: it takes connections and says nothing
    kill -CONT -- -$(cat var/group/two.pid)   it goes on
    touch var/group/release                   there is a new release, for all of them

Ctrl-C ends everything.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
VAR = Path("var/group")
MEMBERS = ["one", "two", "three"]
REBOOT = 3  # seconds that a machine needs to be there again


def main():
    if not all(word.isdecimal() and int(word) < 65536 for word in sys.argv[1:]):
        sys.exit("Type: python balance.py [port], a number up to 65535")
    port = int(sys.argv[1]) if sys.argv[1:] else free_port(8020)
    # Programs of this Python first (a virtual environment need not be activated); and
    # Debian keeps nginx where only root's PATH looks.
    path = [os.path.dirname(sys.executable), os.environ["PATH"], "/usr/sbin"]
    os.environ["PATH"] = os.pathsep.join([*path, "/opt/homebrew/bin"])
    for name in "uwsgi", "nginx":
        if not shutil.which(name):
            sys.exit(f"{name} is not here: `manage.py lab doctor` says how to get it.")
    VAR.mkdir(parents=True, exist_ok=True)
    for left in [*VAR.glob("*.log"), VAR / "nginx.pid"]:
        left.unlink(missing_ok=True)
    for number in signal.SIGTERM, signal.SIGHUP:
        signal.signal(number, lambda *_: sys.exit())
    members, nginx = {}, None
    try:
        for name in MEMBERS:
            members[name] = start_member(name)
        for name in MEMBERS:
            wait_for(name, members[name])
        nginx = start_nginx(port)
        print(f"http://127.0.0.1:{port}/turns/ is nginx; three uWSGI are behind it.")
        print("Ctrl-C ends all of it.", flush=True)
        watch(members, nginx)
    except KeyboardInterrupt:
        pass
    finally:
        # Whoever asks a second time does not interrupt what ends the others.
        for number in signal.SIGTERM, signal.SIGHUP, signal.SIGINT:
            signal.signal(number, signal.SIG_IGN)
        for member in members.values():
            kill_group(member)
        if nginx:
            nginx.terminate()
            nginx.wait()
            end_background()


def start_member(name):
    """Start a uWSGI, in a group of processes of its own."""
    with open(VAR / f"{name}.log", "ab") as log:
        member = subprocess.Popen(
            ["uwsgi", "--ini", str(HERE / "uwsgi.ini")],
            env=os.environ | {"MEMBER": name},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    (VAR / f"{name}.pid").write_text(f"{member.pid}\n")
    return member


def wait_for(name, member):
    """Wait until a member is ready: nginx would leave alone for a while one that is not."""
    deadline = time.monotonic() + 10
    while member.poll() is None and time.monotonic() < deadline:
        if b"spawned uWSGI worker" in (VAR / f"{name}.log").read_bytes():
            return
        time.sleep(0.01)


def start_nginx(port):
    text = (
        (HERE / "nginx.conf").read_text().replace("127.0.0.1:8020", f"127.0.0.1:{port}")
    )
    (VAR / "nginx.conf").write_text(text)
    command = ["nginx", "-p", ".", "-e", "stderr", "-c", "var/group/nginx.conf"]
    if os.geteuid() == 0:
        # On a server the workers are another user, and the sockets' group is theirs. Here
        # nothing is prepared for one, so root's workers stay root.
        command += ["-g", "user root;"]
    return subprocess.Popen(command)


def watch(members, nginx):
    """Start a member again when it has ended: later, as a machine that boots."""
    back_at = {}
    while nginx.poll() is None:
        for name, member in members.items():
            if member.poll() is None:
                continue
            if name not in back_at:
                print(f"{name} has ended. Its log is var/group/{name}.log.", flush=True)
                kill_group(member)
                back_at[name] = time.monotonic() + REBOOT
            elif time.monotonic() > back_at[name]:
                del back_at[name]
                members[name] = start_member(name)
                print(f"{name} is started again.", flush=True)
        time.sleep(0.1)
    sys.exit("nginx has ended.")


def kill_group(member):
    """End a member's master with all of its workers, hung ones too."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(member.pid, signal.SIGKILL)
    member.wait()


def end_background():
    """End an nginx that has gone to the background, where nobody else would end it."""
    with contextlib.suppress(OSError, ValueError):
        # One that has ended takes this file away.
        os.kill(int((VAR / "nginx.pid").read_text()), signal.SIGTERM)
        print("nginx went to the background: here it needs `daemon off;`.")


def free_port(port):
    with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
        return port
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
