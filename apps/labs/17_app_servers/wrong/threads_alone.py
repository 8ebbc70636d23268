"""Eight threads are eight at once, so one process will do."""

REFUSED_BY = "eight_at_once"
EDITS = [
    ("uwsgi.ini", "\nprocesses = 2\nthreads = 4\n", "\nprocesses = 1\nthreads = 8\n")
]
