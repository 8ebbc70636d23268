"""What a script writes is text."""

REFUSED_BY = "other_languages"
EDITS = [
    (
        "gateway.py",
        "        while chunk := script.output.read1(65536):\n",
        "        while chunk := script.output.read1(65536):\n            chunk = chunk.decode(errors='replace').encode()\n",
    ),
]
