"""javascript: is forbidden, as it is usually written."""

REFUSED_BY = "homepage"
EDITS = [
    (
        "notes/people.py",
        '    homepage = forms.URLField(required=False, max_length=200, assume_scheme="https")\n'
        "\n",
        "",
    ),
    (
        "notes/people.py",
        'not homepage.startswith(("http://", "https://"))',
        'homepage.startswith("javascript:")',
    ),
]
