"""What the application returns is sent."""

REFUSED_BY = "no_content"
EDITS = [
    (
        "gateway.py",
        "        return not self.is_head_request and self",
        "        return self",
    )
]
