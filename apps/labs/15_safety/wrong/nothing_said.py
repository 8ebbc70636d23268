"""A wrong password is answered by the same page, without a word."""

REFUSED_BY = "enumeration"
EDITS = [
    (
        "notes/people.py",
        '        error = "This name and this password do not belong together."\n',
        "",
    ),
]
