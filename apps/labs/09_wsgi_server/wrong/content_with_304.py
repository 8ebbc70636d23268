"""Only HEAD has no content."""

REFUSED_BY = "no_content"
EDITS = [("gateway.py", ' and self.status[:3] not in {"204", "304"}', "")]
