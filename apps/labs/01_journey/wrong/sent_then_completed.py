"""The layers add their headers while the answer is being sent."""

REFUSED_BY = "hops_in_order"
EDITS = [
    (
        "answers.toml",
        '    "middleware_out",   # each layer sees the response on its way out\n'
        '    "sending",          # the bytes of the response go out\n',
        '    "sending",          # the bytes of the response go out\n'
        '    "middleware_out",   # each layer sees the response on its way out\n',
    )
]
