"""Whatever a page lists comes from the database."""

REFUSED_BY = "queries"
EDITS = [("answers.toml", '"/learn/" = 0', '"/learn/" = 1')]
