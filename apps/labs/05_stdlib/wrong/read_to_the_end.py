"""read() gives what the client has sent."""

REFUSED_BY = "written_and_shown"
EDITS = [
    (
        "server.py",
        "content = self.rfile.read(int(length))",
        "content = self.rfile.read()",
    ),
]
