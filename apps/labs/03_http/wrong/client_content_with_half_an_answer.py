"""Fewer bytes than promised are taken for all."""

REFUSED_BY = "client_notices_cut"
EDITS = [("fetch.py", "    if len(body) < size:\n", "    if len(body) < 0:\n")]
