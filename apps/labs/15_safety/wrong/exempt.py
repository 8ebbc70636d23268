"""The profile is exempt, because its form was refused once."""

REFUSED_BY = "csrf"
EDITS = [
    (
        "notes/people.py",
        "@needs_member\ndef profile(",
        "@csrf_exempt\n@needs_member\ndef profile(",
    ),
    (
        "notes/people.py",
        "from django.views.decorators.http import require_POST\n",
        "from django.views.decorators.csrf import csrf_exempt\n"
        "from django.views.decorators.http import require_POST\n",
    ),
]
