"""The query is split by hand, and its escapes are left in it."""

REFUSED_BY = "query"
EDITS = [
    (
        "framework.py",
        'fields = parse_qsl(text(environ, "QUERY_STRING"), keep_blank_values=True)',
        'fields = re.findall("([^&=]+)=([^&]*)", environ["QUERY_STRING"])',
    ),
    ("framework.py", "import traceback\n", "import re\nimport traceback\n"),
]
