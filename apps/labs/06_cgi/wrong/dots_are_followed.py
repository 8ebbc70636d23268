"""The system knows where a path leads."""

REFUSED_BY = "not_outside"
EDITS = [
    (
        "gateway.py",
        '    name, *rest = [unquote_to_bytes(s) for s in path[len(PREFIX) :].split(b"/")]\n',
        '    segments = [unquote_to_bytes(s) for s in path[len(PREFIX) :].split(b"/")]\n    while len(segments) > 1 and segments[0] in {b".", b".."}:\n        segments[:2] = [b"/".join(segments[:2])]\n    name, *rest = segments\n',
    ),
    ("gateway.py", ' or b"/" in s or b"\\0" in s', ' or b"\\0" in s'),
]
