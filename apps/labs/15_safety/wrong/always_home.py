"""Whoever signs in comes to the first page, wherever they wanted to go."""

REFUSED_BY = "open_redirect"
EDITS = [
    (
        "notes/people.py",
        "    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):\n"
        "        return target\n",
        "",
    ),
]
