"""What was announced is there."""

REFUSED_BY = "half_a_packet"
EDITS = [("packet.py", "if len(word) < length:", "if not variables and at < 0:")]
