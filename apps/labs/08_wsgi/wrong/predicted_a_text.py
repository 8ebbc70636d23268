"""Python 3 makes bytes of text by itself."""

REFUSED_BY = "prediction"
EDITS = [("predictions.txt", "werkzeug: empty", "werkzeug: text")]
