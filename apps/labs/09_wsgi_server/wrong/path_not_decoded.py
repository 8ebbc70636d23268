"""The application undoes the percent signs."""

REFUSED_BY = "path"
EDITS = [("request.py", "        unquote_to_bytes(path),\n", "        path,\n")]
