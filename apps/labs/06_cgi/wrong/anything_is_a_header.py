"""A line is cut at its colon, whether it has one or not."""

REFUSED_BY = "fails"
EDITS = [
    (
        "gateway.py",
        '            if not HEADER_FIELD.fullmatch(line):\n                raise Refused(502, "The script wrote what is no header field")\n',
        "",
    ),
    (
        "gateway.py",
        "                return checked(fields)\n",
        "                return fields\n",
    ),
    (
        "gateway.py",
        '                raise Refused(502, "The script ended before its header did")\n',
        "                return fields\n",
    ),
]
