"""The target is the path."""

REFUSED_BY = "environ"
EDITS = [
    (
        "gateway.py",
        '"PATH_INFO": request.path.decode("latin-1")',
        '"PATH_INFO": request.path.decode("latin-1")'
        ' + (f"?{request.query}" if request.query else "")',
    )
]
