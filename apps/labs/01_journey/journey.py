"""Ask this very site for a page, and show what X-ray wrote down about the answer.

    python journey.py                          a topic of the forum, under runserver
    python journey.py /learn/                  another page
    python journey.py production               the same topic, through nginx and uWSGI
    python journey.py --json /learn/ /forum/   whole traces, for programs

The site is the one in this folder's project: its code, its settings, its nginx files. Only
its data are others: a new database with the demo community, below var/labs/. So your own
site is neither read nor changed, and it does not matter whether it runs.

The program starts the servers, asks like a browser, and ends all of it again. It is given:
read it when you want to know how. What it finds out you write into answers.toml.
"""

import argparse
import contextlib
import fcntl
import hashlib
import http.client
import json
import os
import pwd
import random
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HOST = "127.0.0.1"
PAGE = "/forum/topics/11/"
# What our browser says about itself. The second one is a lie, as anybody may tell it: that
# it speaks for a client with that address. Watch what becomes of it.
SAID = {"User-Agent": "journey.py", "X-Forwarded-For": "203.0.113.7"}
# How often a page is asked for; the record with the fewest queries counts. The site's name
# and its announcements are asked of the database anew every ten seconds, by whichever page
# comes then: of three in a row one has neither.
TIMES = 3
# On a busy machine a server may take long to start; nothing is concluded from that.
PATIENCE = 120


def main():
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("words", nargs="*", metavar="/path/", help="or: production")
    words.add_argument("--json", action="store_true", help="print whole traces")
    asked = words.parse_args()
    paths = [word for word in asked.words if word.startswith("/")] or [PAGE]
    unknown = {*asked.words} - {*paths, "production"}
    if unknown:
        sys.exit(f"A page begins with a slash, as {PAGE} does: {', '.join(unknown)}?")
    serve = production if "production" in asked.words else runserver
    # Ended by a signal, end the servers too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = site()
    with serve(folder) as port:
        found = {path: record(port, path) for path in paths}
    if asked.json:
        print(json.dumps(found))
    else:
        for path in paths:
            show(path, **found[path])


# The request


def record(port, path):
    """Ask for a page until its shortest way is known; give its trace and its fields."""
    return min(
        (ask(port, path) for _ in range(TIMES)),
        key=lambda found: found["trace"]["queries"]["count"],
    )


def ask(port, path):
    """Ask for a page, and then for the X-ray of it."""
    status, fields, body = get(port, path, SAID)
    # The page itself says where: "How was this page made?", at its foot.
    link = re.search(rb'"(/xray/[0-9a-f]{16})/"', body)
    if not link:
        sys.exit(f"{path}: status {status}, and nothing on it leads to its X-ray.")
    # X-rays are private: whoever asks must show the cookie that came with the page.
    cookies = [
        value.partition(";")[0] for name, value in fields if name == "Set-Cookie"
    ]
    address = link[1].decode() + ".json"
    deadline = time.monotonic() + PATIENCE
    # It is kept when the page has been sent, so we may be here before it.
    while time.monotonic() < deadline:
        status, _, text = get(port, address, {"Cookie": "; ".join(cookies)})
        if status == 200:
            return {"trace": json.loads(text), "fields": fields}
        time.sleep(0.02)
    sys.exit(f"{address}: status {status}.")


def get(port, path, fields):
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", path, headers=fields)
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()


# What came out


def show(path, trace, fields):
    """Print the facts, and leave it to the reader to put them in order."""
    server = next(hop["name"] for hop in trace["hops"] if hop["role"] == "S")
    print(f"GET {path}, answered by way of {server}: {trace['response']['status']}")
    print(
        "\nIts hops, from A to Z. They began and ended at these moments, in microseconds"
    )
    clock = " (nginx's clock counts milliseconds)" if server == "nginx" else ""
    print(f"since Django heard of the request{clock}:\n")
    for hop in sorted(trace["hops"], key=lambda hop: hop["name"]):
        begin, end = (moment(hop[key]) for key in ("start", "end"))
        inside = f"   inside: {hop['inside']}" if hop["inside"] else ""
        print(f"    {hop['name']:<15} {begin:>10} … {end:>10}{inside}")
    print(f"\nWhat was asked of the database, {trace['queries']['count']} in all:\n")
    for query in trace["queries"]["rows"]:
        print(f"    {brief(query['sql'])}")
    print("\nWhat our browser said, and what then stood in the environ that Django got")
    print("(of an address X-ray keeps the end to itself):\n")
    environ = {row["key"]: row["value"] for row in trace["environ"]}
    for name, value in SAID.items():
        key = "HTTP_" + name.upper().replace("-", "_")
        print(f"    {name}: {value}".ljust(38) + f"{key} = {environ.get(key) or '…'}")
    print(" " * 38 + f"REMOTE_ADDR = {environ['REMOTE_ADDR']}")
    print("\nThe fields of the answer, where they were first seen:\n")
    made = [field["name"] for field in trace["response"]["headers"]]
    layers = {}
    for layer in reversed(trace["middleware"]):
        names = [field["name"] for field in layer["headers"]["added"]]
        names += ["Set-Cookie"] if layer["cookies"]["set"] else []
        for name in names:
            layers.setdefault(name, layer["path"].rpartition(".")[2])
    for name, _ in fields:
        if name in layers:
            where = f"behind the layer {layers[name]}"
        elif name in made:
            where = "when the view was done"
        else:
            where = "on the wire; Django has never had it"
        print(f"    {name:<28} {where}")
    print()


def moment(number):
    return "?" if number is None else f"{number:,}"


def brief(statement):
    """Leave the columns out: what is asked of which table is what counts."""
    words = " ".join(statement.replace('"', "").split())
    words = re.sub(r"^SELECT .*? FROM ", "SELECT … FROM ", words)
    return words if len(words) < 76 else words[:73] + " …"


# The two ways to serve it


@contextlib.contextmanager
def runserver(folder):
    """Serve as `make run` does: one program is web server and application server."""
    port = free_port()
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"{HOST}:{port}"]
    around = environment(folder) | {"DEBUG": "1"}
    with running(command, around, folder / "runserver.log", port):
        yield port


@contextlib.contextmanager
def production(folder):
    """Serve as `make production` does: nginx in front, uWSGI behind it.

    With the project's own files for both; only the database is SQLite and not PostgreSQL,
    and there is one worker where there would be several.
    """
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="journey-") as name:
        # A path of its own, and a short one: that of a unix socket has 107 bytes at most.
        run = Path(name)
        nginx = nginx_files(run, folder, port)
        uwsgi = [tool("uwsgi"), "--ini", str(ROOT / "myweb_uwsgi.ini")]
        around = environment(folder) | {
            "SECRET_KEY": (folder / "secret_key").read_text(),
            "SITE_URL": f"http://{HOST}:{port}",
            "XRAY": "everybody",
            "RUN_DIR": str(run),
            "VIRTUAL_ENV": sys.prefix,
            "INSECURE_COOKIES": "1",
            "WITHOUT_WORKER": "1",
            "WEB_PROCESSES": "1",
            "WEB_THREADS": "2",
            "WEB_BACKLOG": "64",
        }
        log = folder / "uwsgi.log"
        with (
            running(uwsgi, around, log, run / "uwsgi.sock"),
            running(nginx, around, folder / "nginx.log", port),
        ):
            yield port


def nginx_files(run, folder, port):
    """Write the main file, fill this site's values into deploy/nginx/site.conf."""
    values = {
        "listen": f"{HOST}:{port}",
        "server_name": HOST,
        "code": ROOT,
        "var": folder,
        "run": run,
        "logs": run,
        "cache": run / "cache",
    }
    text = (ROOT / "deploy" / "nginx" / "site.conf").read_text()
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    (run / "site.conf").write_text(text)
    (run / "myweb").symlink_to(ROOT / "deploy" / "nginx")
    # nginx of root's would give its workers to an account that may not look in here.
    me = pwd.getpwuid(os.geteuid()).pw_name
    user = f"user {me};" if os.geteuid() == 0 else ""
    kinds = "client_body", "proxy", "fastcgi", "uwsgi", "scgi"
    places = " ".join(f"{kind}_temp_path {run}/{kind};" for kind in kinds)
    (run / "nginx.conf").write_text(
        f"daemon off; {user} pid {run}/nginx.pid; error_log stderr notice;\n"
        "events { worker_connections 64; }\n"
        f"http {{ {places} include site.conf; }}\n"
    )
    return [tool("nginx"), "-p", str(run), "-c", str(run / "nginx.conf")]


@contextlib.contextmanager
def running(command, around, log, door):
    """Run a server until we are done with it; it is up when its door opens."""
    with log.open("wb") as file:
        server = subprocess.Popen(
            command, cwd=ROOT, env=around, stdout=file, stderr=file,
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + PATIENCE
        while not is_open(door):
            if server.poll() is not None or time.monotonic() > deadline:
                said = "\n".join(log.read_text(errors="replace").splitlines()[-12:])
                sys.exit(f"{Path(command[0]).name} does not serve. It says:\n{said}")
            time.sleep(0.02)
        yield
    finally:
        # It has a session of its own, with all that it has started.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(server.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(10)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def is_open(door):
    """Say whether somebody accepts connections: at a port, or at a socket in a folder."""
    is_port = isinstance(door, int)
    with socket.socket(socket.AF_INET if is_port else socket.AF_UNIX) as probe:
        return probe.connect_ex((HOST, door) if is_port else str(door)) == 0


def free_port():
    """Find one below those from which systems take the near end of other connections."""
    while True:
        port = random.randint(20_000, 32_000)
        with contextlib.suppress(OSError), socket.create_server((HOST, port)):
            return port


def tool(name):
    """Find a program; Debian keeps nginx where only root's PATH looks."""
    path = os.pathsep.join([os.path.dirname(sys.executable), search_path()])
    found = shutil.which(name, path=path)
    return found or sys.exit(f"{name} is not here: `manage.py lab doctor 1` says more.")


def search_path():
    places = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"]
    return os.pathsep.join([os.environ.get("PATH", os.defpath), *places])


def environment(folder):
    """Give little, and nothing of the shell's: no variable of yours shall change a trace."""
    return {
        "PATH": search_path(),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "VAR_DIR": str(folder),
        "PYTHONUNBUFFERED": "1",
        "DJANGO_RUNSERVER_HIDE_WARNING": "true",
    }


# The data


def site():
    """Give the folder of a site with the demo community; make it, when it is not there.

    Its name comes from what it is made of. So after a new migration, or a new style sheet,
    there is another one.
    """
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
    folder = var / "labs" / f"01_journey-{fingerprint()}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.parent / "01_journey.lock", "w") as lock:
        # Of two who want it one makes it, and the other waits.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            print(
                "Making a site to look at, which takes a moment, once …",
                file=sys.stderr,
            )
            for old in folder.parent.glob("01_journey-*"):
                shutil.rmtree(old)
            new = folder.with_name("01_journey-unfinished")
            new.mkdir()
            make(new)
            new.rename(folder)
    return folder


def fingerprint():
    """Name what the database and the static files are made of."""
    places = ["apps/*/migrations/*.py", "apps/forum/demo/**/*", "apps/*/static/**/*"]
    files = {path for place in [*places, "static/**/*"] for path in ROOT.glob(place)}
    whole = hashlib.sha256()
    for path in sorted(file for file in files if file.is_file()):
        if path.suffix != ".pyc":
            whole.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return whole.hexdigest()[:12]


def make(folder):
    """Make the tables and the demo community, and collect the static files meanwhile."""
    (folder / "secret_key").write_text(secrets.token_urlsafe(40))
    manage = [sys.executable, "manage.py"]
    around = environment(folder)
    hidden = around | {"SECRET_KEY": "none that counts", "DEBUG": "0"}
    options = {"cwd": ROOT, "stdout": subprocess.DEVNULL}
    collect = [*manage, "collectstatic", "--noinput", "--verbosity=0"]
    with subprocess.Popen(collect, env=hidden, **options) as collecting:
        for words in ["migrate"], ["load_demo"]:
            done = subprocess.run(
                [*manage, *words, "--verbosity=0"], env=around, **options
            )
            if done.returncode:
                collecting.kill()
                sys.exit(f"`manage.py {words[0]}` failed; its reason is above.")
    if collecting.returncode:
        sys.exit("`manage.py collectstatic` failed; its reason is above.")


if __name__ == "__main__":
    main()
