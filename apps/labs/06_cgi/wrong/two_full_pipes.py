"""First all of the body is written to the script, then all of its answer is read."""

REFUSED_BY = "long_bodies"
EDITS = [
    (
        "gateway.py",
        "                stdin=body,\n",
        "                stdin=subprocess.PIPE,\n",
    ),
    (
        "gateway.py",
        "        self.output = self.process.stdout\n",
        "        self.output = self.process.stdout\n        if body is not NO_BODY:\n            self.process.stdin.write(body.read())\n        self.process.stdin.close()\n",
    ),
]
