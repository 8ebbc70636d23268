"""The server's own time, without saying which zone that is."""

REFUSED_BY = "time_and_end"
EDITS = [("time_server.py", "datetime.now(UTC)", "datetime.now()")]
