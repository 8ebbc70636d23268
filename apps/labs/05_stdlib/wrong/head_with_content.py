"""HEAD is GET."""

REFUSED_BY = "form_page"
EDITS = [
    (
        "server.py",
        '        if self.command != "HEAD":\n            self.wfile.write(content)',
        "        self.wfile.write(content)",
    ),
]
