"""A new session is begun, and what was chosen before is forgotten."""

REFUSED_BY = "session_fixation"
EDITS = [
    (
        "notes/people.py",
        "request.session.cycle_key()",
        "request.session.flush()",
    ),
]
