"""Every record is about a request."""

REFUSED_BY = "get_values"
EDITS = [
    (
        "responder.py",
        "self.write(GET_VALUES_RESULT, 0, told)",
        "self.write(GET_VALUES_RESULT, 1, told)",
    ),
]
