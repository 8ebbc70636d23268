"""An address that begins with a slash is taken for one of this site."""

REFUSED_BY = "open_redirect"
EDITS = [
    (
        "notes/people.py",
        "url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})",
        'target.startswith("/")',
    ),
]
