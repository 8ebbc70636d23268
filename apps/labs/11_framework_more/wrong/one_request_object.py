"""One Request is made and filled anew for each client."""

REFUSED_BY = "two_at_once"
EDITS = [
    (
        "framework.py",
        "        response = self.get_response(Request(environ))\n",
        '        self.request = getattr(self, "request", None) or Request(environ)\n'
        '        self.request.__dict__.clear()\n        self.request.__dict__["environ"] = environ\n'
        "        response = self.get_response(self.request)\n",
    ),
]
