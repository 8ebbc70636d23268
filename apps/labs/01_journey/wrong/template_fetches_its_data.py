"""The template is there first, and then the data are fetched into its gaps."""

REFUSED_BY = "hops_in_order"
EDITS = [
    (
        "answers.toml",
        '    "models",           # the database is asked\n'
        '    "templates",        # a text with gaps becomes HTML\n',
        '    "templates",        # a text with gaps becomes HTML\n'
        '    "models",           # the database is asked\n',
    )
]
