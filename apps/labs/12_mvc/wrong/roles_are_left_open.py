"""The question marks are left for later."""

REFUSED_BY = "roles"
EDITS = [
    ("roles.txt", "make_server                   S", "make_server                   ?"),
]
