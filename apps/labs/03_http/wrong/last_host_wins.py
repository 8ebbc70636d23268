"""Fields are kept in a dictionary: of two with one name the last wins."""

REFUSED_BY = "host"
EDITS = [
    (
        "server.py",
        'fields.setdefault(name.lower(), []).append(value.strip(b" \\t"))',
        'fields[name.lower()] = [value.strip(b" \\t")]',
    )
]
