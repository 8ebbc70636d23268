"""HEAD has nothing to do with a middleware."""

REFUSED_BY = "others_untouched"
EDITS = [("middleware.py", 'has_foot = environ["REQUEST_METHOD"] != "HEAD"', "pass")]
