"""An answer is one line; the rest of it is taken for the answer to the next command."""

REFUSED_BY = "many_lines"
EDITS = [("send.py", 'if line[3:4] != b"-":', "if line:")]
