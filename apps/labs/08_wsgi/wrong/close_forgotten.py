"""close() is called on what was returned, and that is all."""

REFUSED_BY = "closes"
EDITS = [("middleware.py", "            self.content.close()\n", "            pass\n")]
