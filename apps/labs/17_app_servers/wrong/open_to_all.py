"""nginx could not connect; with 666 it can, and so can everybody."""

REFUSED_BY = "is_private"
EDITS = [("uwsgi.ini", "chmod-socket = 660", "chmod-socket = 666")]
