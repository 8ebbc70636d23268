"""The page is there, so it is 200."""

REFUSED_BY = "own_error_page"
EDITS = [
    (
        "sites/forum.conf",
        "error_page 404 413 502 504 /sorry.html;",
        "error_page 404 413 504 /sorry.html; error_page 502 =200 /sorry.html;",
    ),
]
