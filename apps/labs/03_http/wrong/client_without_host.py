"""The client sends HTTP/1.1 without Host."""

REFUSED_BY = "client_asks"
EDITS = [
    ("fetch.py", "            f\"Host: {parts.netloc.rpartition('@')[2]}\",\n", "")
]
