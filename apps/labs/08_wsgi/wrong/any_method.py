"""POST and DELETE are answered like GET."""

REFUSED_BY = "method_not_allowed"
EDITS = [
    (
        "application.py",
        '        return "405 Method Not Allowed", [PLAIN, ("Allow", methods)], "Not so.\\n"\n',
        "        pass\n",
    )
]
