"""Each name gets a value, if only an empty one."""

REFUSED_BY = "get_values"
EDITS = [
    (
        "responder.py",
        "        asked = [name for name, _ in pairs(content) if name in values]\n",
        "        asked = [name for name, _ in pairs(content)]\n",
    ),
    ("responder.py", "pair(name, values[name])", "pair(name, values.get(name, b''))"),
]
