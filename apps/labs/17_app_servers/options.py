"""Start uWSGI again and again, each time with one option more, and look at what is different.

    python options.py [how many]

What is looked at is what can be seen from outside: which processes there are, how many requests
are inside the application at once, how long four waits at once take. At the end stand all the
options of uwsgi.ini, and nothing in it is a spell any more.
"""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent

# The option, and what to look for.
STEPS = [
    (["--wsgi-file", "test.py"], "hello world: uwsgi --http :8001 --wsgi-file test.py"),
    (["--wsgi-file", "app.py"], "another file: who answers, and who is its parent?"),
    (["--chdir", str(HERE)], "paths and imports begin there"),
    (["--module", "app:application"], "by import, and not by path"),
    (["--master"], "a process that does not answer, and watches those who do"),
    (["--processes", "2"], "two may compute at once, and one may die"),
    (["--threads", "2"], "in each process two may wait at once"),
    (["--stats", "STATS"], "JSON about it for whoever connects"),
    (
        ["--pidfile", "PID", "--vacuum"],
        "a file with the master's number, gone at the end",
    ),
    (["--die-on-term"], "SIGTERM ends it now; up to here it meant: reload"),
]


def main():
    if not all(word.isdecimal() for word in sys.argv[1:]):
        sys.exit("Type: python options.py [how many of the steps]")
    uwsgi = find("uwsgi")
    options = {}
    with tempfile.TemporaryDirectory() as folder:
        for words, remark in STEPS[: int(sys.argv[1]) if sys.argv[1:] else None]:
            if words[0] == "--module":
                options.pop("--wsgi-file")
            options |= dict(zip(words[::2], words[1::2], strict=False))
            if len(words) % 2:
                options[words[-1]] = None
            look(uwsgi, options, words, remark, Path(folder))


def find(name):
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    found = shutil.which(name, path=path)
    if not found:
        sys.exit(f"{name} is not here: `manage.py lab doctor` says how to get it.")
    return found


def look(uwsgi, options, words, remark, folder):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    places = {"STATS": f"{folder}/stats.sock", "PID": f"{folder}/app.pid"}
    command = [uwsgi, "--http-socket", f"127.0.0.1:{port}"]
    for name, value in options.items():
        command += [name, *([places.get(value, value)] if value else [])]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(
            command, cwd=HERE, stdout=log, stderr=log, start_new_session=True
        )
    try:
        print(f"\n+ {' '.join(words)}\n    {remark}")
        if wait_for(lambda: ask(port, "/")):
            tell(port, process, folder, "--wsgi-file" in words and "test.py" in words)
        else:
            print("    it does not answer: " + (folder / "log").read_text()[-300:])
    finally:
        end(process)
    left = sorted(p.name for p in folder.iterdir() if p.name != "log")
    if left:
        print(f"    left behind: {', '.join(left)}")
        for name in left:
            (folder / name).unlink()


def tell(port, process, folder, is_hello):
    print(f"    / says {ask(port, '/').strip()!r}")
    if is_hello:
        return
    pid, _, parent = ask(port, "/who").split()
    whose = "the process that was started" if int(pid) == process.pid else "its child"
    print(f"    {whose} answers (process {pid}, its parent is {parent})")
    alone, at_once = seconds(port, 1), seconds(port, 4)
    print(f"    four waits at once take {at_once / alone:.1f} times as long as one")
    stats = folder / "stats.sock"
    if stats.exists():
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(stats))
            words = b"".join(iter(lambda: connection.recv(65536), b""))
        for worker in json.loads(words)["workers"]:
            told = {name: worker[name] for name in ("pid", "status", "requests")}
            print(f"    stats: {told}, {len(worker['cores'])} threads")


def ask(port, path):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    except (OSError, http.client.HTTPException):
        return ""


def seconds(port, number):
    threads = [
        threading.Thread(target=ask, args=(port, "/wait")) for _ in range(number)
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


def end(process):
    # SIGINT ends uWSGI whatever its options say.
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(is_so):
    deadline = time.monotonic() + 15
    while not (answer := is_so()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return answer


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
