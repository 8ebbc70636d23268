"""The entries are kept in a list of the program's."""

REFUSED_BY = "one_model"
EDITS = [
    (
        "by_mini.py",
        "            guestbook.add(**fields)\n",
        '            guestbook.add(**fields)\n            OWN.insert(0, (fields["name"], fields["words"]))\n',
    ),
    ("by_mini.py", "        entries=guestbook.entries(),\n", "        entries=OWN,\n"),
    ("by_mini.py", "class Book:\n", "OWN = []\n\n\nclass Book:\n"),
]
