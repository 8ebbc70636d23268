"""HEAD is answered exactly like GET."""

REFUSED_BY = "head"
EDITS = [("server.py", "head if is_head else head + body", "head + body")]
