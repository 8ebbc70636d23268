"""Whoever calls start_response last is right."""

REFUSED_BY = "errors"
EDITS = [
    (
        "gateway.py",
        "            if self.status is not None and not exc_info:",
        "            if self.is_head_sent and not exc_info:",
    )
]
