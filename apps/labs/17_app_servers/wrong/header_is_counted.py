"""The size is that of the packet, its four bytes included."""

REFUSED_BY = "says_request"
EDITS = [
    ("packet.py", "HEADER.pack(0, len(data), 0)", "HEADER.pack(0, len(data) + 4, 0)")
]
