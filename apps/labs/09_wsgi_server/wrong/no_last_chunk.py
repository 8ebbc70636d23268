"""The end of the connection is the end of the chunks."""

REFUSED_BY = "pieces"
EDITS = [
    (
        "gateway.py",
        '            self.transmit(b"0\\r\\n\\r\\n")\n',
        "            pass\n",
    )
]
