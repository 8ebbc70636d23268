"""Content-Length is the application's business."""

REFUSED_BY = "length_grows"
EDITS = [("middleware.py", "str(int(value) + len(FOOT))", "value")]
