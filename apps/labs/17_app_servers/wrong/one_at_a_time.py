"""Two processes answer two at once; threads are left out."""

REFUSED_BY = "eight_at_once"
EDITS = [("uwsgi.ini", "\nthreads = 4\n", "\n")]
