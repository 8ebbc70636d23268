"""close() comes after the last piece."""

REFUSED_BY = "closes"
EDITS = [
    (
        "middleware.py",
        "        if foot := self.foot():\n            yield foot\n",
        '        if foot := self.foot():\n            yield foot\n        if hasattr(self.content, "close"):\n            self.content.close()\n',
    ),
    (
        "middleware.py",
        '        if hasattr(self.content, "close"):\n            self.content.close()\n\n\n',
        "        pass\n\n\n",
    ),
]
