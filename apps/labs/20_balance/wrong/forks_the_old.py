"""A worker that is replaced reads the code again."""

REFUSED_BY = "takes_release"
EDITS = [("uwsgi.ini", "\nlazy-apps = true\n", "\n")]
