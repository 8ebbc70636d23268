"""The connection is closed and the answer did not say so."""

REFUSED_BY = "announces_close"
EDITS = [("server.py", '        "Connection": "close",\n', "")]
