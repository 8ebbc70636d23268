"""Each comment on the page is asked for by itself, and so is its author."""

REFUSED_BY = "queries"
EDITS = [("answers.toml", '"/forum/topics/33/" = 2 ', '"/forum/topics/33/" = 41')]
