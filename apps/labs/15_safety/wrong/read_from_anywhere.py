"""Only what is written is looked at, and not what is read."""

REFUSED_BY = "path_traversal"
EDITS = [
    (
        "notes/files.py",
        '    if "/" in name or name.startswith(".") or not storage().exists(name):\n'
        "        raise Http404\n",
        "    path = settings.UPLOADS / name\n"
        "    if not path.is_file():\n"
        "        raise Http404\n",
    ),
    (
        "notes/files.py",
        "        return FileResponse(storage().open(name), content_type=kind)\n",
        '        return FileResponse(path.open("rb"), content_type=kind)\n',
    ),
    (
        "notes/files.py",
        "    return FileResponse(\n        storage().open(name),\n",
        '    return FileResponse(\n        path.open("rb"),\n',
    ),
]
