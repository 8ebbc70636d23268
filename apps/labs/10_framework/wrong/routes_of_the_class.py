"""The routes are made in the class body, once for all Apps."""

REFUSED_BY = "two_apps"
EDITS = [
    ("framework.py", "        self.routes = Routes()\n", ""),
    (
        "framework.py",
        "    # What a program says before it is served\n",
        "    routes = Routes()\n",
    ),
]
