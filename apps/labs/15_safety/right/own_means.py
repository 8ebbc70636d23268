"""No form, no hasher, no ORM where it can be done by one's own means; and uploads in a sandbox."""

EDITS = [
    (
        "notes/views.py",
        "    found = visible_to(None).filter(text__icontains=query).order_by(*order)\n",
        '    pattern = re.sub(r"([\\\\%_])", r"\\\\\\1", query)\n'
        "    found = Note.objects.raw(\n"
        '        "SELECT * FROM notes_note WHERE is_private = 0 "\n'
        "        \"AND text LIKE %s ESCAPE '\\\\' ORDER BY \" + order,\n"
        '        [f"%{pattern}%"],\n'
        "    )\n",
    ),
    (
        "notes/views.py",
        'ORDERS = {"made_at": ["-made_at", "-pk"], "text": ["text", "pk"]}',
        'ORDERS = {"made_at": "made_at DESC, id DESC", "text": "text, id"}',
    ),
    (
        "notes/views.py",
        "from django.db.models import Q\n",
        "import re\n"
        "\n"
        "from django.core.exceptions import PermissionDenied\n"
        "from django.db.models import Q\n",
    ),
    (
        "notes/views.py",
        "    if not member.is_moderator:\n"
        "        notes = notes.filter(author=member)\n"
        "    get_object_or_404(notes, pk=pk).delete()\n",
        "    note = get_object_or_404(notes, pk=pk)\n"
        "    if note.author != member and not member.is_moderator:\n"
        "        raise PermissionDenied\n"
        "    note.delete()\n",
    ),
    (
        "notes/people.py",
        '        member.password = make_password(form.cleaned_data["password"])\n',
        '        member.password = hashed(form.cleaned_data["password"], secrets.token_hex(8))\n',
    ),
    (
        "notes/people.py",
        "            make_password(password)\n",
        '            hashed(password, "nobody")\n',
    ),
    (
        "notes/people.py",
        "        elif check_password(password, member.password):\n",
        "        elif secrets.compare_digest(\n"
        '            hashed(password, member.password.partition("$")[0]), member.password\n'
        "        ):\n",
    ),
    (
        "notes/people.py",
        "            request.session.cycle_key()\n",
        '            chosen = request.session.get("theme", "light")\n'
        "            request.session.flush()\n"
        '            request.session["theme"] = chosen\n',
    ),
    (
        "notes/people.py",
        "from django.contrib.auth.hashers import check_password, make_password\n",
        "",
    ),
    (
        "notes/people.py",
        "from django.utils.http import url_has_allowed_host_and_scheme\n",
        "",
    ),
    (
        "notes/people.py",
        "    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):\n"
        "        return target\n",
        "    # One slash, then neither slash nor backslash, and printable ASCII only.\n"
        '    if re.fullmatch(r"/([!-.0-\\[\\]-~][!-\\[\\]-~]*)?", target):\n'
        "        return target\n",
    ),
    (
        "notes/people.py",
        "import functools\n",
        "import functools\nimport hashlib\nimport re\nimport secrets\n",
    ),
    (
        "notes/people.py",
        'THEMES = ["light", "dark"]\n',
        'THEMES = ["light", "dark"]\n'
        "\n"
        "\n"
        "def hashed(password, salt):\n"
        "    found = hashlib.scrypt(password.encode(), salt=salt.encode(), n=1024, r=8, p=1)\n"
        '    return f"{salt}${found.hex()}"\n',
    ),
    (
        "notes/files.py",
        "    kind = mimetypes.guess_type(name)[0]\n"
        "    if kind in SHOWN:\n"
        "        return FileResponse(storage().open(name), content_type=kind)\n"
        "    return FileResponse(\n"
        "        storage().open(name),\n"
        "        as_attachment=True,\n"
        '        content_type="application/octet-stream",\n'
        "    )\n",
        '    kind = mimetypes.guess_type(name)[0] or "text/plain"\n'
        "    response = FileResponse(storage().open(name), content_type=kind)\n"
        "    # A page may be shown, but as one of nowhere: it has no scripts and no cookies.\n"
        '    response["Content-Security-Policy"] = "sandbox; default-src \'none\'"\n'
        "    return response\n",
    ),
]
