"""The exception is swallowed, and nobody ever learns of it."""

REFUSED_BY = "exception"
EDITS = [
    (
        "framework.py",
        "            log(request, error)\n"
        "            return self.error_page(request, error, 500)\n",
        "            return self.error_page(request, error, 500)\n",
    )
]
