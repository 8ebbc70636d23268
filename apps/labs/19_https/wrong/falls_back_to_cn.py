"""Python's default looks at all that is of importance."""

REFUSED_BY = "trusts_nobody_else"
EDITS = [
    ("fetch.py", "    context.hostname_checks_common_name = False\n", ""),
]
