"""To sign out is thought to change nothing."""

REFUSED_BY = "safe_methods"
EDITS = [
    (
        "notes/people.py",
        "@require_POST\ndef sign_out",
        "def sign_out",
    ),
]
