"""An answer is 200 OK."""

REFUSED_BY = "pieces"
EDITS = [
    (
        "gateway.py",
        '    lines = [f"HTTP/1.1 {status}", *',
        '    lines = ["HTTP/1.1 200 OK", *',
    )
]
