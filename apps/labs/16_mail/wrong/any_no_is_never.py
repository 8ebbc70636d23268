"""What is not a yes is a failure, and there is only one kind of it."""

REFUSED_BY = "two_kinds_of_no"
EDITS = [("send.py", 'status = 69 if line.startswith(b"5") else 75', "status = 69")]
