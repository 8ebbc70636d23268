"""Python finds no host in the address, and so the browser will not either."""

REFUSED_BY = "open_redirect"
EDITS = [
    (
        "notes/people.py",
        "url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})",
        "target and not urlsplit(target).netloc and not urlsplit(target).scheme",
    ),
    (
        "notes/people.py",
        "from urllib.parse import urlencode",
        "from urllib.parse import urlencode, urlsplit",
    ),
]
