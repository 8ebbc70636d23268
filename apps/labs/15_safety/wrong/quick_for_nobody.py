"""A name that is nobody's is answered at once, without a hash."""

REFUSED_BY = "same_work"
EDITS = [
    (
        "notes/people.py",
        "            make_password(password)\n",
        "            pass\n",
    ),
]
