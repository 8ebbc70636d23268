"""A helpful message says whether the name or the password is wrong."""

REFUSED_BY = "enumeration"
EDITS = [
    (
        "notes/people.py",
        "            make_password(password)\n",
        "            make_password(password)\n"
        '            error = "There is no member of this name."\n',
    ),
    (
        "notes/people.py",
        '        error = "This name and',
        '        error = error or "This name and',
    ),
]
