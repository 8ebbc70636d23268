"""recv(1024) was enough so far."""

REFUSED_BY = "long_target"
EDITS = [("server.py", "LONGEST_LINE = 8_192", "LONGEST_LINE = 1_024")]
