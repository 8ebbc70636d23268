"""The path is handed on with its percent signs."""

REFUSED_BY = "counts_bytes"
EDITS = [("packet.py", 'b"PATH_INFO": unquote_to_bytes(path)', 'b"PATH_INFO": path')]
