"""A text field has one line, since the browser shows one."""

REFUSED_BY = "no_header_injection"
EDITS = [("contact.py", "if subject.splitlines() != [subject]:", "if not subject:")]
