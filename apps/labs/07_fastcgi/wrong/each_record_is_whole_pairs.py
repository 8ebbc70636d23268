"""Each record of PARAMS holds names and values that are whole."""

REFUSED_BY = "cut_anywhere"
EDITS = [
    (
        "responder.py",
        "            request.params += content\n",
        "            request.params += b''.join(pair(*p) for p in pairs(content))\n",
    ),
    (
        "responder.py",
        "return bytes([len(name), len(value)]) + name + value",
        'return struct.pack(">II", len(name) | 1 << 31, len(value) | 1 << 31) + name + value',
    ),
]
