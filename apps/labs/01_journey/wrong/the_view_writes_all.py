"""What Django adds to a response is the view's own work."""

REFUSED_BY = "who_wrote_it"
EDITS = [("answers.toml", 'X-Frame-Options = "middleware"', 'X-Frame-Options = "view"')]
