"""Nobody expects a mistake in an error handler: an error in it is sent as its page."""

REFUSED_BY = "error_in_error_handler"
EDITS = [
    (
        "framework.py",
        "status, page = 500, plain(500)",
        "status, page = 500, Response(repr(another))",
    )
]
