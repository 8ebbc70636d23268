"""A first line may be as long as it likes."""

REFUSED_BY = "long_target"
EDITS = [
    ("server.py", "LONGEST_LINE = 8_192", "LONGEST_LINE = LONGEST_HEAD = 10**9"),
    ("server.py", "LONGEST_HEAD = 32_768\n", ""),
]
