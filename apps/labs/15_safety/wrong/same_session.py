"""Who signs in goes on with the session of before."""

REFUSED_BY = "session_fixation"
EDITS = [
    (
        "notes/people.py",
        "            request.session.cycle_key()\n",
        "",
    ),
]
