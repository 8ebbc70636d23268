"""X-Forwarded-For is a fact that some server has found out, and can be believed."""

REFUSED_BY = "who_wrote_it"
EDITS = [
    ("answers.toml", 'X-Forwarded-For = "browser" ', 'X-Forwarded-For = "server"  '),
]
