"""nginx says it better than the application."""

REFUSED_BY = "own_error_page"
EDITS = [
    (
        "sites/forum.conf",
        "uwsgi_read_timeout 2s;",
        "uwsgi_read_timeout 2s; uwsgi_intercept_errors on;",
    ),
]
