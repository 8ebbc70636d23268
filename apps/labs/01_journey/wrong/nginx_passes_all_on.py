"""nginx passes the headers of the browser on as they came, whatever they are."""

REFUSED_BY = "who_wrote_it_in_production"
EDITS = [("answers.toml", 'X-Forwarded-For = "nginx"', 'X-Forwarded-For = "browser"')]
