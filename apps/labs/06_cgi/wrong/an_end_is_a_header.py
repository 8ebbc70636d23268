"""When the output ends, the header has ended too."""

REFUSED_BY = "fails"
EDITS = [
    (
        "gateway.py",
        '                raise Refused(502, "The script ended before its header did")\n',
        "                return fields\n",
    ),
]
