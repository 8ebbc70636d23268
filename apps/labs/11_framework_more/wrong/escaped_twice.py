"""Each value is escaped before it goes into a template that escapes."""

REFUSED_BY = "escaping"
EDITS = [
    (
        "framework.py",
        ".render(values)\n",
        ".render(\n"
        "            {name: html.escape(str(value)) for name, value in values.items()}\n"
        "            | {name: value for name, value in values.items() if type(value) is list}\n"
        "        )\n",
    ),
    (
        "framework.py",
        "import functools\n",
        "import functools\nimport html\n",
    ),
]
