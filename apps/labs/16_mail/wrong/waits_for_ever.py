"""Django's default will do."""

REFUSED_BY = "direct_is_silent"
EDITS = [
    (
        "contact.py",
        'EMAIL_TIMEOUT=float(os.environ.get("MAIL_TIMEOUT", "10")),',
        "EMAIL_TIMEOUT=None,",
    )
]
