"""The folder that is served is the one in which the program lies."""

REFUSED_BY = "only_the_folder"
EDITS = [
    (
        "server.py",
        "partial(Handler, directory=ROOT)",
        "partial(Handler, directory=ROOT.parent)",
    ),
    (
        "server.py",
        "            super().do_GET()",
        '            if self.path == "/" or self.path.startswith("/test"):\n                self.path = f"/public{self.path}"\n            super().do_GET()',
    ),
]
