"""The password is hashed, and the same for everybody who has the same one."""

REFUSED_BY = "passwords"
EDITS = [
    (
        "notes/people.py",
        'make_password(form.cleaned_data["password"])',
        'hashed(form.cleaned_data["password"])',
    ),
    (
        "notes/people.py",
        "check_password(password, member.password)",
        "hashed(password) == member.password",
    ),
    (
        "notes/people.py",
        'THEMES = ["light", "dark"]\n',
        'THEMES = ["light", "dark"]\n'
        "\n"
        "\n"
        "def hashed(password):\n"
        "    return hashlib.sha256(password.encode()).hexdigest()\n",
    ),
    (
        "notes/people.py",
        "import functools\n",
        "import functools\nimport hashlib\n",
    ),
]
