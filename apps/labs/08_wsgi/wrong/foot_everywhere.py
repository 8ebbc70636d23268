"""Everything that is sent is a page."""

REFUSED_BY = "others_untouched"
EDITS = [("middleware.py", "has_foot = is_page(status, fields)", "has_foot = True")]
