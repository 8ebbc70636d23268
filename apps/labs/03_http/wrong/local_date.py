"""Date tells the time of the server's place."""

REFUSED_BY = "date"
EDITS = [("server.py", "formatdate(usegmt=True)", "formatdate(localtime=True)")]
