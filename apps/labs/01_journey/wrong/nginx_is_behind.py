"""uWSGI takes the request and asks nginx for the page."""

REFUSED_BY = "hops_of_production_in_order"
EDITS = [
    (
        "answers.toml",
        '    "nginx",            # takes the connection, reads the request, passes it on\n'
        '    "uwsgi",            # keeps Python running, and calls Django\n',
        '    "uwsgi",            # keeps Python running, and calls Django\n'
        '    "nginx",            # takes the connection, reads the request, passes it on\n',
    )
]
