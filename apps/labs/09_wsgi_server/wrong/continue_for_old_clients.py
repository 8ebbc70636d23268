"""100 Continue is for everybody who asks."""

REFUSED_BY = "expect_continue"
EDITS = [("request.py", 'if expects and minor != b"0":', "if expects:")]
