"""self.path is the path."""

REFUSED_BY = "form_page"
EDITS = [
    (
        "server.py",
        '    def do_GET(self):\n        # The method of the request chooses ours: do_GET for GET, do_POST for POST, and\n        # 501 when there is none of that name. self.path is path and query together.\n        if urlsplit(self.path).path == "/guestbook":',
        '    def do_GET(self):\n        if self.path == "/guestbook":',
    ),
]
