"""The size is that of all that follows, the content too."""

REFUSED_BY = "content_follows"
EDITS = [
    (
        "packet.py",
        "return packet(variables) + body",
        "data = packet(variables)\n"
        "    return HEADER.pack(0, len(data) - 4 + len(body), 0) + data[4:] + body",
    )
]
