"""The scripts that the check lays into cgi-bin/ for the learner's gateway to run."""

import json
import sys

from apps.labs.checking import Refused

# Told what it gets, in JSON; bytes as ISO-8859-1, so that none is lost.
PROBE = """
import json, os, sys
size = int(os.environ.get("CONTENT_LENGTH") or 0)
body = sys.stdin.buffer.read(size) if size else b""
told = {
    "environ": {n.decode("latin-1"): v.decode("latin-1") for n, v in os.environb.items()},
    "body": body.decode("latin-1"),
    "folder": os.getcwd(),
    "pid": os.getpid(),
}
print("Content-Type: application/json\\n\\n" + json.dumps(told))
"""


def put(server, name, lines, mode=0o755, folder="cgi-bin"):
    """Write a script for the shell; or any other, if it begins with #!."""
    file = server.folder / folder / name
    file.parent.mkdir(exist_ok=True)
    text = lines if lines.startswith("#!") else f"#!/bin/sh\n{lines}"
    file.write_bytes(text.encode("latin-1"))
    file.chmod(mode)
    return file


def put_probe(server, name="probe.py"):
    # The Python of this check. Spaces are too much for a #! line, and so is length.
    python = sys.executable if fits(sys.executable) else "/usr/bin/env python3"
    return put(server, name, f"#!{python}\n{PROBE}")


def fits(path):
    return " " not in path and len(path) < 120


def told(answer):
    """Give what the probe has told; refuse an answer that is not the probe's."""
    try:
        return json.loads(answer.body)
    except ValueError:
        expected = "The answer is what the script has written: its JSON."
        got = f"It has the status {answer.status} and {len(answer.body)} bytes."
        raise Refused(expected, got=got, wire=answer.wire) from None
