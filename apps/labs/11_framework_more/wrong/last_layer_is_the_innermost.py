"""Layers are put on in the wrong order."""

REFUSED_BY = "onion"
EDITS = [
    (
        "framework.py",
        "        self.get_response = self.caught(layer(self.get_response))\n",
        '        self.layers = [*getattr(self, "layers", []), layer]\n'
        "        self.get_response = self.caught(self.dispatch)\n"
        "        for layer in reversed(self.layers):\n"
        "            self.get_response = self.caught(layer(self.get_response))\n",
    ),
]
