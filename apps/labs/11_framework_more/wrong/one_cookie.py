"""A cookie is a field like any other: the second takes the place of the first."""

REFUSED_BY = "response_object"
EDITS = [
    (
        "framework.py",
        '    default_content_type = "text/plain"\n',
        '    default_content_type = "text/plain"\n'
        "\n"
        "    def set_cookie(self, name, value, httponly=False, **options):\n"
        '        end = "; HttpOnly" if httponly else ""\n'
        '        self.headers["Set-Cookie"] = f"{name}={value}{end}"\n',
    ),
]
