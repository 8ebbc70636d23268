"""A template that escapes is thought to make every link harmless."""

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
        '        if homepage and not homepage.startswith(("http://", "https://")):\n'
        '            raise forms.ValidationError("The address of a page begins with https://.")\n',
        "",
    ),
]
