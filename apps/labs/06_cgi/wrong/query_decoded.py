"""QUERY_STRING is decoded, as a service to the script."""

REFUSED_BY = "path_and_query"
EDITS = [
    (
        "gateway.py",
        '"QUERY_STRING": query,',
        '"QUERY_STRING": unquote_to_bytes(query),',
    ),
]
