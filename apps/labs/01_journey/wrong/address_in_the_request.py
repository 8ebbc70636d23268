"""The browser writes its own address into the request, as one does on a letter."""

REFUSED_BY = "who_wrote_it"
EDITS = [
    ("answers.toml", 'REMOTE_ADDR = "server" ', 'REMOTE_ADDR = "browser"'),
]
