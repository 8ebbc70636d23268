"""The onion is put together anew for each request."""

REFUSED_BY = "onion"
EDITS = [
    (
        "framework.py",
        "        self.get_response = self.caught(layer(self.get_response))\n",
        "        inner = self.get_response\n"
        "        self.get_response = self.caught(lambda request: layer(inner)(request))\n",
    ),
]
