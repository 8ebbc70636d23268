"""Small sites that a check writes on the learner's framework, serves and asks.

    site = serve(bench, '''
        from framework import App

        app = App()
    ''')
    site.ask("/hello/ada").text

The lines are shown to the learner with what was sent and what came back: they say what
the check means, and can be copied and tried. All sites of a check are served by one
process, which finds them by Host; a step that refuses is tried again in a fresh one.
"""

from __future__ import annotations

import re
import textwrap
import zlib
from dataclasses import dataclass

from . import ladder
from .checking import Bench, Refused, Server
from .judge import Answer, read_answer, refuse_more, request

RUNNER = '''\
"""Serve the check's sites with the standard library, a thread for each request.

The validator turns most mistakes against PEP 3333 into an AssertionError that says which.
"""

import importlib
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.validate import validator


def sites(environ, start_response):
    app = importlib.import_module(environ["HTTP_HOST"].replace("-", "_")).app
    return validator(app)(environ, start_response)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *words):
        pass


if __name__ == "__main__":
    port = int(sys.argv[1])
    make_server("127.0.0.1", port, sites, Server, Quiet).serve_forever()
'''


@dataclass
class Site:
    """A site that is being served."""

    server: Server
    lines: str = ""
    host: str = "127.0.0.1"

    def ask(self, target: str, method: str = "GET", *fields: str, body=b"") -> Answer:
        """Send a request on a connection of its own, and judge the answer."""
        wire = self.server.connect()
        if self.lines:
            wire.note(f"The check has written a site, {self.host}:\n\n{self.lines}")
        if body:
            fields = (*fields, f"Content-Length: {len(body)}")
        fields = ("Connection: close", *fields)
        wire.send(request(target, method, *fields, host=self.host) + body)
        answer = read_answer(wire, method.encode())
        wire.wait_end("The server closes the connection after the answer.")
        if method == "HEAD" and wire.unread_bytes:
            told = "The answer to HEAD ends with the empty line after its fields."
            raise Refused(told, got="Content came after it.", wire=wire)
        refuse_more(answer)
        wire.close()
        return answer

    def logs(self, pattern: str, patience: float) -> bool:
        """Say whether this comes in its log, which is standard error."""
        wanted = re.compile(pattern.encode())
        return self.server.wait(lambda: wanted.search(self.server.errors), patience)


def serve(
    bench: Bench,
    lines: str,
    files: dict[str, str | bytes] | None = None,
    *,
    named: int | None = None,
) -> Site:
    """Write a site, whose `app` is a WSGI application, and files beside; serve it."""
    lines = textwrap.dedent(lines).strip() + "\n"
    name = f"site-{zlib.crc32(lines.encode()):08x}"
    code = {"checked_server.py": RUNNER, f"{name.replace('-', '_')}.py": lines}
    for file, content in (code | (files or {})).items():
        content = content.encode() if isinstance(content, str) else content
        ladder.lay({file: content}, bench.shared_folder)
    server = bench.shared("checked_server.py", named=named)
    return Site(server, shown(lines, files or {}), name)


def shown(lines: str, files: dict[str, str | bytes]) -> str:
    """Write the site as the learner sees it, with those of its files that are text."""
    texts = {file: text for file, text in files.items() if isinstance(text, str)}
    parts = [lines, *(f"{file}:\n\n{text}" for file, text in texts.items())]
    return "\n".join(textwrap.indent(part, "    ") for part in parts)
