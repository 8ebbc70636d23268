"""The answer to RCPT is read and not looked at."""

REFUSED_BY = "refused_recipient"
EDITS = [("send.py", '% recipient.encode(), b"2")', '% recipient.encode(), b"")')]
