"""What is missing is made up for."""

REFUSED_BY = "wrong_length"
EDITS = [
    (
        "gateway.py",
        "        if self.left and self.has_content:\n            print",
        '        if self.left and self.has_content:\n            self.transmit(b" " * self.left)\n            print',
    )
]
