"""Only the letters of a field's name change."""

REFUSED_BY = "request_fields"
EDITS = [
    (
        "gateway.py",
        '"HTTP_" + name.upper().replace("-", "_")',
        '"HTTP_" + name.upper()',
    ),
]
