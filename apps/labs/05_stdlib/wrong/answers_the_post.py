"""The answer to the form is the page itself."""

REFUSED_BY = "written_and_shown"
EDITS = [
    (
        "server.py",
        '        self.send_response(HTTPStatus.SEE_OTHER)\n        self.send_header("Location", "/guestbook")\n        self.send_header("Content-Length", "0")\n        self.end_headers()\n        return None',
        "        return self.send_page(guestbook())",
    ),
]
