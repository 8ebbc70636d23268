"""send_mail sends mail; it cannot fail."""

REFUSED_BY = "direct_is_down"
EDITS = [
    (
        "contact.py",
        "except OSError as error:\n        # smtplib",
        "except KeyError as error:\n        # smtplib",
    )
]
