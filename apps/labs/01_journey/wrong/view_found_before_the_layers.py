"""Django first looks which view it is, and then asks the middleware of that view."""

REFUSED_BY = "hops_in_order"
EDITS = [
    (
        "answers.toml",
        '    "middleware_in",    # each layer sees the request on its way in\n'
        '    "url",              # the path is looked up: which view answers?\n',
        '    "url",              # the path is looked up: which view answers?\n'
        '    "middleware_in",    # each layer sees the request on its way in\n',
    )
]
