"""A template is read from its file, and knows no others."""

REFUSED_BY = "template"
EDITS = [
    (
        "framework.py",
        "self.templates.get_template(template).render(values)",
        "jinja2.Template(\n"
        '            open(f"{self.folder}/{template}").read(), autoescape=True\n'
        "        ).render(values)",
    ),
    (
        "framework.py",
        "        self.error_handlers = {}\n",
        "        self.error_handlers = {}\n        self.folder = templates\n",
    ),
]
