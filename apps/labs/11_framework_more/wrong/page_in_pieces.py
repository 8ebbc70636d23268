"""The template is sent while it is being filled."""

REFUSED_BY = "template_mistake"
EDITS = [
    (
        "framework.py",
        "        page = self.templates.get_template(template).render(values)\n"
        '        return Response(page, content_type="text/html")\n',
        "        pieces = self.templates.get_template(template).generate(values)\n"
        "        pieces = (piece.encode() for piece in pieces)\n"
        '        return Response(app_iter=pieces, content_type="text/html", charset="utf-8")\n',
    ),
]
