"""A percent sign that is left must be undone too."""

REFUSED_BY = "path"
EDITS = [
    (
        "gateway.py",
        'request.path.decode("latin-1")',
        'unquote(request.path.decode("latin-1"), "latin-1")',
    ),
    (
        "gateway.py",
        "from email.utils import formatdate\n",
        "from email.utils import formatdate\nfrom urllib.parse import unquote\n",
    ),
]
