"""int() knows what a number is."""

REFUSED_BY = "ends"
EDITS = [
    (
        "request.py",
        '    if len(lengths) > 1 or not re.fullmatch(rb"\\d{1,18}", lengths[0]):\n        raise Refused(400)  # 6.3: an invalid length is beyond repair\n',
        '    if not lengths[0].strip(b"+-_").isdigit():\n        raise Refused(400)\n    lengths[0] = lengths[0].strip(b"+-_")\n',
    )
]
