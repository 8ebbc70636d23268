"""The forms have tokens, and nobody asks for them."""

REFUSED_BY = "csrf"
EDITS = [
    (
        "pinboard/settings.py",
        '    "django.middleware.csrf.CsrfViewMiddleware",\n',
        "",
    ),
]
