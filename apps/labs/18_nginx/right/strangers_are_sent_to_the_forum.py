"""Who asks for a name that is none of ours is told which one is."""

EDITS = [
    (
        "sites/others.conf",
        "return 421;",
        "return 302 http://forum.localhost:8099$request_uri;",
    ),
]
