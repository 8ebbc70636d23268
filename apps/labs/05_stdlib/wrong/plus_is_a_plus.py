"""unquote undoes what the browser has done."""

REFUSED_BY = "written_and_shown"
EDITS = [
    (
        "server.py",
        '        fields = parse_qs(content.decode("ascii", "replace"), keep_blank_values=True)\n',
        '        from urllib.parse import unquote\n\n        pairs = [pair.partition("=") for pair in content.decode().split("&")]\n        fields = {key: [unquote(value)] for key, _, value in pairs}\n',
    ),
]
