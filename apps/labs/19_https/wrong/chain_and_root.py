"""No local issuer: the root is not trusted, so that one signs itself."""

REFUSED_BY = "knows_messages"
EDITS = [
    (
        "messages.txt",
        "unable to get local issuer certificate = 4",
        "unable to get local issuer certificate = 5",
    ),
]
