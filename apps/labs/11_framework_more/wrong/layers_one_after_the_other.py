"""The layers are called in a row, before the handler, and not around each other."""

REFUSED_BY = "onion"
EDITS = [
    (
        "framework.py",
        "        self.get_response = self.caught(layer(self.get_response))\n",
        "        inner = self.get_response\n"
        "        before = layer(lambda request: Response())\n"
        "\n"
        "        def in_a_row(request):\n"
        "            before(request)\n"
        "            return inner(request)\n"
        "\n"
        "        self.get_response = self.caught(in_a_row)\n",
    ),
]
