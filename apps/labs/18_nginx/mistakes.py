"""Make the classic mistakes on purpose, and look at what is said about them.

    python mistakes.py [number]

Each is made in a small nginx of its own, in a temporary folder, and ended again. What nginx says
at its start, what a client gets, and what stands in the logs of nginx and uWSGI: all is printed.
messages.txt is where you write which message is about which mistake. Guess first.
"""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent

FRAME = """
daemon off; pid nginx.pid; error_log error.log info; worker_processes 1;
events {{ worker_connections 64; }}
http {{
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi; scgi_temp_path scgi; access_log off;
    server {{
        listen 127.0.0.1:{port};
        server_name localhost;
{lines}
    }}
}}
"""
HELLO = "GET {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"

# What is believed; the lines that come of it; the request that shows it.
MISTAKES = {
    1: (
        "uWSGI has an address like every server on the web",
        "location / { uwsgi_pass http://unix:app.sock; }",
        "",
    ),
    2: (
        "HTTPS is switched on, as many a tutorial has it",
        "ssl on;",
        "",
    ),
    3: (
        "nginx speaks HTTP to whoever is behind it",
        "location / { proxy_pass http://unix:app.sock; }",
        HELLO.format("/"),
    ),
    4: (
        "a location without a slash at its end, an alias with one",
        "location /static { alias public/static/; }",
        HELLO.format("/static../private.txt"),
    ),
    5: (
        "a folder should show what is in it",
        "location /static/ { root public; autoindex on; }",
        HELLO.format("/static/"),
    ),
    6: (
        "pictures are large, so larger buffers are needed for what clients send",
        "large_client_header_buffers 8 1m;\nlocation / { root public; }",
        HELLO.format("/").replace("GET", "POST") + f"Content-Length: {3 << 20}\r\n",
    ),
    7: (
        "a kilobyte of cookies must do",
        "large_client_header_buffers 4 1k;\nlocation / { root public; }",
        HELLO.format("/") + f"Cookie: c={'x' * 3000}\r\n",
    ),
    8: (
        "nginx takes cookies of 8 kB as it comes, and uWSGI will take the rest",
        "location / { uwsgi_pass unix:app.sock; include uwsgi_params; }",
        HELLO.format("/") + f"Cookie: c={'x' * 6000}\r\n",
    ),
    9: (
        "who does not answer at once never will",
        "location / {\n    uwsgi_pass unix:app.sock; include uwsgi_params;\n"
        "    uwsgi_read_timeout 300ms;\n}",
        HELLO.format("/slow?seconds=1"),
    ),
    10: (
        "the socket is still where it was last year",
        "location / { uwsgi_pass unix:run/app.sock; include uwsgi_params; }",
        HELLO.format("/"),
    ),
}


def main():
    wanted = [int(word) for word in sys.argv[1:]] or list(MISTAKES)
    if unknown := [number for number in wanted if number not in MISTAKES]:
        sys.exit(f"There is no mistake {unknown[0]}: they are 1 to {len(MISTAKES)}.")
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as ends:
        folder = Path(name)
        shutil.copytree(HERE / "public", folder / "public")
        shutil.copy(HERE / "uwsgi_params", folder)
        if any("app.sock" in MISTAKES[number][1] for number in wanted):
            start_uwsgi(folder, ends)
        for number in wanted:
            make(number, folder)


def start_uwsgi(folder, ends):
    command = [find("uwsgi"), "--socket", "app.sock", "--logto", "uwsgi.log"]
    command += ["--wsgi-file", str(HERE / "app.py"), "--need-app", "--threads", "2"]
    process = subprocess.Popen(command, cwd=folder)
    ends.callback(process.wait)
    ends.callback(process.kill)
    wait_for(lambda: (folder / "app.sock").exists() or process.poll() is not None)


def make(number, folder):
    belief, lines, words = MISTAKES[number]
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    lines = "\n".join(f"        {line}" for line in lines.splitlines())
    (folder / "nginx.conf").write_text(FRAME.format(port=port, lines=lines))
    for log in "error.log", "uwsgi.log":
        if (folder / log).exists():
            os.truncate(folder / log, 0)
    print(f"\nMistake {number}: {belief}\n{lines}", flush=True)

    command = [find("nginx"), "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"]
    command += ["-g", "user root;"] if os.geteuid() == 0 else []
    test = subprocess.run([*command, "-t"], cwd=folder, capture_output=True, text=True)
    tell("nginx -t says", test.stderr.replace(f"{folder}/", ""))
    if test.returncode:
        return
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) as process:
        try:
            answer = wait_for(lambda: ask(port, words)) or b"nothing"
            head, _, body = answer.decode("latin-1").partition("\r\n\r\n")
            # What is between the tags is what a person sees.
            seen = " ".join(re.sub("<[^>]*>", " ", body).split())
            tell("a client gets", f"{head.splitlines()[0]}\n{seen}")
            # nginx logs when it has answered, and uWSGI, where it was reached, when it likes.
            if b" 200 " not in answer:
                wait_for(lambda: words_of(folder))
            if b" 502 " in answer and "unix:app.sock" in lines:
                wait_for(lambda: "uwsgi.log" in words_of(folder))
            tell("the logs say", words_of(folder))
        finally:
            process.terminate()


def ask(port, words):
    """Send a request as it is written here, and give all that comes."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(words.encode() + b"\r\n")
            answer = connection.recv(65536)
            # Not earlier: nginx would take it for a client that has gone.
            connection.shutdown(socket.SHUT_WR)
            return answer + b"".join(iter(lambda: connection.recv(65536), b""))
    except OSError:
        return b""


def words_of(folder):
    """Give the errors in both logs, without times and numbers of processes."""
    found = []
    for log in "error.log", "uwsgi.log":
        text = (folder / log).read_text() if (folder / log).exists() else ""
        for line in text.splitlines():
            if re.search(r"\[(error|crit)\]|client sent|invalid request", line):
                # Before the colon stand time, level and the number of the process.
                said = line.partition(": ")[2] if log == "error.log" else line
                found.append(f"{log}: {said}")
    return "\n".join(found)


def tell(who, words):
    lines = words.strip().splitlines() or ["nothing"]
    print(f"    {who}:")
    for line in lines:
        print(f"        {line[:300]}")


def wait_for(is_so, seconds=15):
    deadline = time.monotonic() + seconds
    while not (answer := is_so()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return answer


def find(name):
    # Programs of this Python first; and Debian keeps nginx where only root's PATH looks.
    path = [os.path.dirname(sys.executable), os.environ["PATH"], "/usr/sbin"]
    found = shutil.which(name, path=os.pathsep.join([*path, "/opt/homebrew/bin"]))
    if not found:
        sys.exit(f"{name} is not here: `manage.py lab doctor` says how to get it.")
    return found


if __name__ == "__main__":
    main()
