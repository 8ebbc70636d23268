"""It did not work until verification was switched off."""

REFUSED_BY = "trusts_nobody_else"
EDITS = [
    (
        "fetch.py",
        "    context.hostname_checks_common_name = False\n",
        "    context.check_hostname = False\n    context.verify_mode = ssl.CERT_NONE\n",
    ),
]
