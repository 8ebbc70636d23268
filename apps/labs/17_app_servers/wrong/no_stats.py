"""Numbers are in the log."""

REFUSED_BY = "tells_stats"
EDITS = [("uwsgi.ini", "\nstats = run/stats.sock\n", "\n")]
