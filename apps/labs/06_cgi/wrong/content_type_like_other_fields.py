"""Content-Type is a field of the request, so it is HTTP_CONTENT_TYPE."""

REFUSED_BY = "body"
EDITS = [
    ("gateway.py", 'environ["CONTENT_TYPE"] =', 'environ["HTTP_CONTENT_TYPE"] ='),
]
