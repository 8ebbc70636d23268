"""The length is cut to its two bytes, and all will be well."""

REFUSED_BY = "long_answer"
EDITS = [
    (
        "responder.py",
        "            self.write(kind, number, content[start : start + MOST])\n",
        "            self.write(kind, number, content[start : start + 70_000])\n",
    ),
    (
        "responder.py",
        "for start in range(0, len(content), MOST)",
        "for start in range(0, len(content), 70_000)",
    ),
    (
        "responder.py",
        "header = HEADER.pack(1, kind, number, len(content), padding)",
        "header = HEADER.pack(1, kind, number, len(content) & 0xFFFF, padding)",
    ),
]
