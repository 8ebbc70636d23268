"""HEAD is answered as GET, with all of the content."""

REFUSED_BY = "head"
EDITS = [("framework.py", "[] if is_head or self", "[] if self")]
