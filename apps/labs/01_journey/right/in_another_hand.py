"""The same in another hand: lists on a line, numbers as texts, capitals, dotted names."""

EDITS = [
    ("answers.toml", '"/learn/" = 0', '"/learn/" = " 0 "'),
    ("answers.toml", '"/forum/topics/11/" = 2', '"/forum/topics/11/" = "2"'),
    ("answers.toml", 'X-Forwarded-For = "nginx"', "X-Forwarded-For = 'Nginx'"),
    ("answers.toml", 'Date = "server"', '"Date" = "Server"'),
    (
        "answers.toml",
        '    "browser",          # it asks for an address\n    "runserver", ',
        '    "browser", "runserver", ',
    ),
    (
        "answers.toml",
        '    "middleware_out",\n    "sending",\n]',
        '    "middleware_out",\n    "sending"\n]',
    ),
]
