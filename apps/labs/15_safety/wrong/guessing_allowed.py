"""The kind is said, and browsers may still guess another."""

REFUSED_BY = "uploaded_page"
EDITS = [
    (
        "pinboard/settings.py",
        '    "django.middleware.security.SecurityMiddleware",\n',
        "",
    ),
]
