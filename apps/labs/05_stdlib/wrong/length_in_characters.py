"""The length of a text is the length of its bytes."""

REFUSED_BY = "all_scripts"
EDITS = [
    (
        "server.py",
        'self.send_header("Content-Length", str(len(content)))\n        self.end_headers()\n        if self.command',
        'self.send_header("Content-Length", str(len(page)))\n        self.end_headers()\n        if self.command',
    ),
]
