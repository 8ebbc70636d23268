"""A handler that forgot its return is an empty page with 200."""

REFUSED_BY = "wrong_type"
EDITS = [
    (
        "framework.py",
        "    if isinstance(result, str):\n        return Response(result)\n",
        '    return Response(str(result or ""))\n',
    )
]
