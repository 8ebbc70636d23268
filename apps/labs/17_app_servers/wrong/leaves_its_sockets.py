"""What is in run/ is in nobody's way."""

REFUSED_BY = "ends_well"
EDITS = [("uwsgi.ini", "\nvacuum = true\n", "\n")]
