"""A name with strange letters is refused, since it may be an attack."""

REFUSED_BY = "honest"
EDITS = [
    (
        "notes/people.py",
        "class JoinForm(forms.ModelForm):\n",
        "class JoinForm(forms.ModelForm):\n"
        '    name = forms.RegexField(r"^[A-Za-z0-9-]+$")\n'
        "\n",
    ),
]
