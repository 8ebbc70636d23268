"""One process with threads will do: what should a master be for?"""

REFUSED_BY = "has_master"
EDITS = [
    ("uwsgi.ini", "\nmaster = true\n", "\n"),
    # stats brings a master with it, asked for or not.
    ("uwsgi.ini", "\nstats = run/stats.sock\n", "\n"),
    ("uwsgi.ini", "\nprocesses = 2\n", "\nprocesses = 1\n"),
    ("uwsgi.ini", "safe-pidfile = run/app.pid", "pidfile = run/app.pid"),
]
