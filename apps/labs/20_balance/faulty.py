"""Build a bookshop with one fault, tell what its users say, and serve it.

    python faulty.py [port]
    python faulty.py new [number]       another shop, with another fault

The shop is a folder, bookshop/: nginx with TLS, uWSGI, a Django site with a database and
static files, and a warehouse that it asks. All of it is there to be read: configuration,
code, logs (bookshop/var/). Mend the files, press Ctrl-C and start this again; a shop that is
there is served as it is.

`manage.py lab run 20 faulty` builds it in your folder of the lab; else it comes to lie in the
folder where you are.
"""

import contextlib
import ctypes
import os
import random
import re
import shutil
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from faults import HOPS, fault_of  # noqa: E402, it lies beside this file

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def main():
    words = sys.argv[1:]
    if not re.fullmatch(r"(\d+)?( ?quiet)?|new( \d+)?", " ".join(words)):
        sys.exit("Type: python faulty.py [port], or new, or new and the shop's number")
    if words and words[0].isdigit() and int(words[0]) > 65535:
        sys.exit("The highest port is 65535.")
    for number in signal.SIGTERM, signal.SIGHUP:
        signal.signal(number, lambda *_: sys.exit())
    # Programs of this Python first (a virtual environment need not be activated); and
    # Debian keeps nginx where only root's PATH looks.
    path = [os.path.dirname(sys.executable), os.environ["PATH"], "/usr/sbin"]
    os.environ["PATH"] = os.pathsep.join([*path, "/opt/homebrew/bin"])
    # Without a name server an unknown name takes a second to be unknown, and not 20.
    os.environ.setdefault("RES_OPTIONS", "timeout:1 attempts:1")
    # nginx writes its log by the machine's clock, uWSGI by Django's TIME_ZONE: here by one.
    os.environ["TZ"] = "UTC"
    for name in "uwsgi", "nginx", "openssl":
        if not shutil.which(name):
            sys.exit(f"{name} is not here: `manage.py lab doctor` says how to get it.")
    os.chdir(place())
    shop, obeys = Path("bookshop"), obeys_permissions()
    if words[:1] == ["new"]:
        put_away(shop)
        build(shop, obeys, words[1:])
    elif not shop.exists():
        build(shop, obeys, [])
    if not number_of(shop):
        sys.exit(
            f"{shop}/number.txt, which said which shop this is, is lost or spoilt. Write the "
            "number into it, if you know it; or build another shop: "
            "manage.py lab run 20 faulty new"
        )
    port = int(words[0]) if words and words[0].isdigit() else free_port(8443)
    serve(shop, port, is_quiet="quiet" in words)


def place():
    """Give the folder in which the shop lies."""
    if Path.cwd() != HERE or not (HERE / "lab.toml").exists():
        return Path.cwd()
    # `lab run` starts what is given in the lab's own folder; the shop is the learner's.
    mine = HERE.parents[2] / "my" / HERE.name
    if not mine.is_dir():
        sys.exit("Begin the lab, and there will be a place: manage.py lab start 20")
    return mine


def obeys_permissions():
    """Take from root's programs the right to ignore permissions.

    Root reads and writes whatever it likes, by the capability CAP_DAC_OVERRIDE. Without it
    root is a user like others, and permissions mean something: what a fault of permissions
    needs, and what systemd's CapabilityBoundingSet= does to a service.
    """
    if os.geteuid() != 0:
        return True
    if sys.platform != "linux" or Path.cwd().stat().st_uid != 0:
        return False
    system = ctypes.CDLL(None)
    rights = CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    return not any(system.prctl(PR_CAPBSET_DROP, right, 0, 0, 0) for right in rights)


# The shop as files


def put_away(shop):
    if shop.exists():
        number = number_of(shop) or "without_number"
        kept = Path("var", f"bookshop.{number}.{int(time.time())}")
        kept.parent.mkdir(exist_ok=True)
        shutil.move(shop, kept)
        print(f"The shop that was here is now {kept}/.")


def number_of(shop):
    """Read which shop this is; "" when that is lost."""
    path = shop / "number.txt"
    text = path.read_text(errors="replace").strip() if path.is_file() else ""
    return text if re.fullmatch("[0-9]{1,9}", text) else ""


def build(shop, obeys, words):
    """Copy the whole shop, and plant the fault of its number."""
    number = int(words[0]) if words else random.randrange(1, 10_000)
    while fault_of(number).of_permissions and not obeys:
        number = random.randrange(1, 10_000)
    shutil.copytree(
        HERE / "bookshop", shop, ignore=shutil.ignore_patterns("var", "*.pyc")
    )
    (shop / "number.txt").write_text(f"{number}\n")
    fault_of(number).plant(shop)


# The shop as programs


def serve(shop, port, is_quiet=False):
    number = int(number_of(shop))
    fault = fault_of(number)
    os.chdir(shop)
    for folder in "var", "var/tmp":
        Path(folder).mkdir(exist_ok=True)
    Path("var/listen.conf").write_text(f"listen 127.0.0.1:{port} ssl;\n")
    if not Path("tls/shop.pem").exists():
        subprocess.run(["sh", "tls/renew.sh"], check=True, capture_output=True)
    unwell = fault.name == "slow_view"
    Path("var/warehouse.txt").write_text("hangs\n" if unwell else "7\n")
    warehouse = open_warehouse()
    # Logs of this start, and not of the last one.
    for left in [*Path("var").glob("*.log"), Path("var/nginx.pid")]:
        left.unlink(missing_ok=True)
    programs = {}
    try:
        programs["uWSGI"] = start("var/uwsgi.log", "uwsgi", "--ini", "uwsgi.ini")
        subprocess.run([sys.executable, "deploy.py"])
        wait_for_uwsgi(programs["uWSGI"])
        nginx = ["nginx", "-p", ".", "-c", "nginx.conf", "-e", "var/nginx.log"]
        if os.geteuid() == 0:
            # There is no other user here to whom the files could belong.
            nginx += ["-g", "user root;"]
        programs["nginx"] = start("var/nginx.log", *nginx)
        if not is_quiet:
            tell(number, fault, port)
        watch(programs)
    except KeyboardInterrupt:
        pass
    finally:
        # Whoever asks a second time does not interrupt what ends the others.
        for number in signal.SIGTERM, signal.SIGHUP, signal.SIGINT:
            signal.signal(number, signal.SIG_IGN)
        warehouse.hang_up()
        for program in programs.values():
            program.terminate()
        for program in programs.values():
            try:
                program.wait(10)
            except subprocess.TimeoutExpired:
                program.kill()
        # One that has ended takes this file away: whoever is left is in the background.
        with contextlib.suppress(OSError, ValueError):
            os.kill(int(Path("var/nginx.pid").read_text()), signal.SIGTERM)


def start(log, *command):
    with open(log, "ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log)


def wait_for_uwsgi(uwsgi):
    """Let nginx begin when uWSGI has begun, as far as that can be seen from its log."""
    deadline = time.monotonic() + 20
    while uwsgi.poll() is None and time.monotonic() < deadline:
        if b"spawned uWSGI worker" in Path("var/uwsgi.log").read_bytes():
            return
        time.sleep(0.02)


def tell(number, fault, port):
    folder = Path.cwd()
    with contextlib.suppress(ValueError):
        folder = folder.relative_to(HERE.parents[2])
    address = f"https://shop.localhost:{port}/"
    print(f"""
Bookshop number {number} is {folder}/, and {address}
    curl --cacert {folder}/tls/ca.pem {address}
(curl is told to believe the shop's authority; a browser asks first.)

A user has written:

{fault.symptom}

At which hop of a request's way does it fail? Each may be asked by itself:
""")
    for name, meaning in HOPS.items():
        print(f"    {name:10} {meaning}")
    print(f"""
Write its name into {folder.parent}/found.txt. Its logs are in {folder}/var/.
Mend the files, press Ctrl-C, start this again, and look. Then:

    manage.py lab check 20 --step names_hop   whether that is the hop
    manage.py lab check 20                    whether the shop works, and all else
    manage.py lab run 20 faulty new           another shop, with another fault
""")
    sys.stdout.flush()


def watch(programs):
    """Say who ends; what the others do without it is part of the exercise."""
    ended = set()
    while True:
        for name, program in programs.items():
            if program.poll() is not None and name not in ended:
                ended.add(name)
                print(
                    f"{name} has ended, with status {program.returncode}.", flush=True
                )
        time.sleep(0.05)


# The warehouse


class Answering(socketserver.StreamRequestHandler):
    """Answers a code with a number of copies: what stands in var/warehouse.txt.

    7: seven. 7 0.1: seven, after a tenth of a second. hangs: nothing, ever.
    """

    def handle(self):
        self.rfile.readline()
        copies, *pause = Path("var/warehouse.txt").read_text().split()
        if copies == "hangs":
            self.server.kept_waiting.append(self.connection)
            self.rfile.read()  # until the shop hangs up
            return
        time.sleep(float(pause[0]) if pause else 0)
        with contextlib.suppress(BrokenPipeError):
            self.wfile.write(f"{copies}\n".encode())


class Warehouse(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 64

    def hang_up(self):
        """Close, for those too who are kept waiting: a uWSGI that ends waits for its views."""
        self.shutdown()
        for link in self.kept_waiting:
            with contextlib.suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)


def open_warehouse():
    Path("var/warehouse.sock").unlink(missing_ok=True)
    warehouse = Warehouse("var/warehouse.sock", Answering)
    warehouse.kept_waiting = []
    threading.Thread(target=warehouse.serve_forever, args=[0.05], daemon=True).start()
    return warehouse


def free_port(port):
    with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
        return port
    print(f"Port {port} is in use by another program; so the shop gets another.")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
