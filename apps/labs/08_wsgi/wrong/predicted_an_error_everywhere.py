"""A server notices before it has sent anything."""

REFUSED_BY = "prediction"
EDITS = [("predictions.txt", "gunicorn: cut", "gunicorn: error")]
