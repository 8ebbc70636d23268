"""What is written can wait for the end."""

REFUSED_BY = "write"
EDITS = [
    (
        "gateway.py",
        '            raise AssertionError("write() goes beyond Content-Length")\n        self.send(data)\n',
        '            raise AssertionError("write() goes beyond Content-Length")\n        self.written = getattr(self, "written", b"") + data\n',
    ),
    (
        "gateway.py",
        "        self.send_head(0)\n        if self.is_chunked",
        '        self.send(getattr(self, "written", b""))\n        self.send_head(0)\n        if self.is_chunked',
    ),
]
