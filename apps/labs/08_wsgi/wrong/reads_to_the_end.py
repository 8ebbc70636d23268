"""read() stops where the form ends."""

REFUSED_BY = "reads_form"
EDITS = [("application.py", '["wsgi.input"].read(length)', '["wsgi.input"].read(-1)')]
