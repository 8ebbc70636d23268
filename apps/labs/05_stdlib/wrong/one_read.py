"""What one read1 gives is the content."""

REFUSED_BY = "content_to_its_length"
EDITS = [
    (
        "server.py",
        "content = self.rfile.read(int(length))\n        if len(content) < int(length):\n",
        "content = self.rfile.read1(int(length))\n        if not content:\n",
    ),
]
