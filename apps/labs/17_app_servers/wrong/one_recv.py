"""One recv brings the answer."""

REFUSED_BY = "whole_answer"
EDITS = [
    (
        "packet.py",
        "while chunk := connection.recv(65536):",
        "if chunk := connection.recv(65536):",
    )
]
