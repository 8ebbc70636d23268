"""The password is kept as it was typed."""

REFUSED_BY = "passwords"
EDITS = [
    (
        "notes/people.py",
        'make_password(form.cleaned_data["password"])',
        'form.cleaned_data["password"]',
    ),
    (
        "notes/people.py",
        "check_password(password, member.password)",
        "password == member.password",
    ),
]
