"""The last chunk must always be sent."""

REFUSED_BY = "too_late"
EDITS = [
    (
        "gateway.py",
        "    # else: a head",
        '    elif response.is_chunked:\n        response.transmit(b"0\\r\\n\\r\\n")\n    # else: a head',
    )
]
