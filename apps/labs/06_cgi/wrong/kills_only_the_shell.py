"""To end a script is to end its process."""

REFUSED_BY = "hangs"
EDITS = [
    (
        "gateway.py",
        "            os.killpg(self.process.pid, signal.SIGKILL)\n",
        "            self.process.kill()\n",
    ),
]
