"""The server is started where the file is read."""

REFUSED_BY = "is_valid"
EDITS = [("application.py", 'if __name__ == "__main__":', "if True:")]
