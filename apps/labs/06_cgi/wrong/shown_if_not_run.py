"""What cannot be run is a document, and is sent as one."""

REFUSED_BY = "not_executable"
EDITS = [
    (
        "gateway.py",
        "        raise Refused(403)\n",
        "        raise Refused(200, file.read_text())\n",
    ),
]
