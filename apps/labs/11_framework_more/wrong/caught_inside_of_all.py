"""Only the handler is expected to break, and no layer."""

REFUSED_BY = "layer_answers"
EDITS = [
    (
        "framework.py",
        "        self.get_response = self.caught(layer(self.get_response))\n",
        "        self.get_response = layer(self.get_response)\n",
    ),
]
