"""Whoever comes opens the door: nobody has to wait for the others."""

REFUSED_BY = "all_wait"
EDITS = [("tornado_app.py", "        await door\n", "")]
