"""A learner's nginx, as a check sees it: what it answers, and what it writes in its logs.

    front = Front(bench, bench.shared("serve.py", named=8099), host="forum.localhost")
    front.ask("/static/style.css").status
    front.logs("access.log", "GET /static/style.css")

nginx works in a folder var/ below the server's, which is its prefix and has its logs. What it
says there is shown to the learner whenever an answer is not what was expected: to read it is
half of what these labs teach.
"""

from __future__ import annotations

import re
import socket
import subprocess
from pathlib import Path

from . import ports
from .checking import Bench, Refused, Server, document
from .judge import Answer, read_answer, refuse_more, request
from .programs import poll
from .wires import Wire

# What Linux takes for this machine as well, so that a client can be seen to be another.
ANOTHER_ADDRESS = "127.0.0.42"


class Front:
    """An nginx that a check asks, as one of the hosts that it speaks for."""

    def __init__(self, bench: Bench, server: Server, host: str):
        self.bench, self.server, self.host = bench, server, host
        self.folder: Path = server.folder / "var"
        # What has been said before is about something else.
        self._said = {path: path.stat().st_size for path in self.folder.glob("*.log")}

    # Asking

    def ask(
        self,
        target: str = "/",
        *fields: str,
        method: str = "GET",
        host: str | None = None,
        body: bytes = b"",
        wire: Wire | None = None,
    ) -> Answer:
        """Ask on a connection of its own, and judge what comes."""
        wire = wire or self.server.connect()
        wire.send(self.words(target, *fields, method=method, host=host, body=body))
        return self.answer(wire, method)

    def words(self, target, *fields, method="GET", host=None, body=b"") -> bytes:
        """Write the request that `ask` sends."""
        if body:
            fields = (*fields, f"Content-Length: {len(body)}")
        fields = ("Connection: close", *fields)
        host = self.host if host is None else host
        return request(target, method, *fields, host=host) + body

    def answer(self, wire: Wire, method: str = "GET") -> Answer:
        answer = read_answer(wire, method.encode())
        refuse_more(answer, is_to_head=method == "HEAD")
        return answer

    def connect_from(self, address: str) -> Wire | None:
        """Connect from another address of this machine's, where there are others."""
        try:
            sock = socket.create_connection(
                (ports.HOST, self.server.port), timeout=5, source_address=(address, 0)
            )
        except OSError:
            return None
        return self.bench.wire(sock)

    # Expecting

    def expect(self, is_so, expected: str, answer: Answer, got: str = "", **more):
        """Refuse unless it is so, with the last words of the logs beside what came."""
        if is_so:
            return
        got = got or f"{answer.status}."
        raise Refused(
            expected, got=f"{got}\n{self.last_words()}", wire=answer.wire, **more
        )

    # Logs

    def read(self, log: str) -> str:
        """Give what has been written there since this front was made."""
        path = self.folder / log
        if not path.exists():
            return ""
        with path.open(errors="replace") as file:
            file.seek(self._said.get(path, 0))
            return file.read()

    def logs(self, log: str, pattern: str) -> re.Match | None:
        """Wait for a line in a log: nginx writes it when the answer has gone."""
        wanted = re.compile(pattern, re.MULTILINE)
        return poll(lambda: wanted.search(self.read(log)), self.bench.patience)

    def last_words(self, most: int = 3) -> str:
        """Give what the error logs say last, without what is of no interest."""
        lines = []
        for path in sorted(self.folder.glob("*.log")):
            if path.name.startswith("access"):
                continue
            # nginx's notices tell of processes that come and go, and uWSGI's log of requests.
            told = [
                line
                for line in self.read(path.name).splitlines()
                if re.search(r"\[(warn|error|crit|alert|emerg)\]|invalid|Error", line)
            ]
            lines += [f"{path.name}: {line}" for line in told[-most:]]
        return "\n".join(lines)


# In the foreground

FOREGROUND = document(
    "nginx",
    "daemon",
    "on, the default, sends nginx to the background: the process that was started ends at once, "
    "and another goes on, whose parent is nobody here.",
    "https://nginx.org/en/docs/ngx_core_module.html#daemon",
)


def must_stay(server: Server, pid_file: str) -> None:
    """Refuse an nginx in the background: what has started it can neither watch nor end it."""

    def parent():
        path = server.folder / pid_file
        number = path.read_text().strip() if path.is_file() else ""
        words = ["ps", "-o", "ppid=", "-p", number or "0"]
        said = subprocess.run(words, capture_output=True, text=True).stdout
        return server.has_ended or int(said or 0)

    found = poll(parent, server._bench.patience)
    # One with another parent is soon ended by its starter, which says so and ends.
    if found is True:
        is_away = b"to the background" in server.output + server.errors
    else:
        is_away = found not in {server.pid, 0}
    if is_away:
        raise Refused(
            "nginx stays in the foreground, and ends with the program that has started it.",
            got="It has gone to the background.",
            clause=FOREGROUND,
            question="For whom does the program wait that has started nginx?",
        )


# Mistakes


def expect_told_apart(bench: Bench, messages: dict[str, str]) -> None:
    """Refuse unless messages.txt names, behind each message, a mistake that sounds so.

    mistakes.py makes them, on this machine; a pattern stands for each message, because
    versions differ in their words.
    """
    path = bench.folder / "messages.txt"
    text = path.read_text(errors="replace") if path.is_file() else ""
    said = dict(re.findall(r"(?m)^([^#\n].*?)\s*=\s*(\d+)\s*$", text))
    making = bench.start("mistakes.py")
    # Ten nginx, one after the other, and none of it is the learner's.
    making.wait_ended(60)
    parts = re.split(r"(?m)^Mistake (\d+): ", making.output.decode(errors="replace"))
    words = dict(zip(parts[1::2], parts[2::2], strict=True))
    for message, pattern in messages.items():
        number = said.get(message)
        bench.expect(
            number,
            f"messages.txt has the number of a mistake for: {message}",
            got="There is none.",
        )
        if not re.search(pattern, words.get(number, "")):
            right = f"`python mistakes.py {number}` shows what is said about that one."
            told = f"You name mistake {number} for: {message}"
            raise Refused("Each message has its mistake.", got=f"{told}\n{right}")
