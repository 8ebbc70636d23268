"""The form has all fields but the one that was attacked."""

REFUSED_BY = "mass_assignment"
EDITS = [
    (
        "notes/people.py",
        '        fields = ["homepage", "about"]\n',
        '        exclude = ["is_moderator", "name", "password"]\n',
    ),
]
