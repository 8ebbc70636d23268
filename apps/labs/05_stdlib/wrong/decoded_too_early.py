"""The content is undone first, and then cut at & and =."""

REFUSED_BY = "all_scripts"
EDITS = [
    (
        "server.py",
        '        fields = parse_qs(content.decode("ascii", "replace"), keep_blank_values=True)\n',
        '        from urllib.parse import unquote_plus\n\n        text = unquote_plus(content.decode())\n        fields = {p.partition("=")[0]: [p.partition("=")[2]] for p in text.split("&")}\n',
    ),
]
