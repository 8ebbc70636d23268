"""The rest of the address is put behind the folder's name, whatever it is."""

REFUSED_BY = "static_inside"
EDITS = [
    (
        "framework.py",
        'WhiteNoise(self.wsgi, root=static, prefix="static/")',
        "files(self.wsgi, os.path.abspath(static))",
    ),
    (
        "framework.py",
        "import functools\n",
        "import functools\nimport mimetypes\nimport os\n",
    ),
    (
        "framework.py",
        "def plain(status",
        "def files(app, folder):\n"
        "    def serve(environ, start_response):\n"
        '        path = environ["PATH_INFO"]\n'
        "        name = folder\n"
        '        if path.startswith("/static/"):\n'
        '            path = path.removeprefix("/static/")\n'
        "            name = os.path.join(folder, path)\n"
        "        if not os.path.isfile(name):\n"
        "            return app(environ, start_response)\n"
        '        with open(name, "rb") as file:\n'
        "            content = file.read()\n"
        '        kind = mimetypes.guess_type(name)[0] or "text/plain"\n'
        "        length = str(len(content))\n"
        '        start_response("200 OK", [("Content-Type", kind), ("Content-Length", length)])\n'
        '        return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]\n'
        "\n"
        "    return serve\n"
        "\n"
        "\n"
        "def plain(status",
    ),
]
