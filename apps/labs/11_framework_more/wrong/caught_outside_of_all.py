"""Exceptions are caught once, around all layers."""

REFUSED_BY = "layers_and_errors"
EDITS = [
    (
        "framework.py",
        "        self.get_response = self.caught(self.dispatch)\n",
        "        self.get_response = self.dispatch\n",
    ),
    (
        "framework.py",
        "        self.get_response = self.caught(layer(self.get_response))\n",
        "        self.get_response = layer(self.get_response)\n",
    ),
    (
        "framework.py",
        "        response = self.get_response(Request(environ))\n",
        "        response = self.caught(self.get_response)(Request(environ))\n",
    ),
]
