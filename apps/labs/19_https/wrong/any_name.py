"""A chain to a trusted root is enough."""

REFUSED_BY = "trusts_nobody_else"
EDITS = [
    (
        "fetch.py",
        "    context.hostname_checks_common_name = False\n",
        "    context.check_hostname = False\n",
    ),
]
