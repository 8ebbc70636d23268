"""../ is taken out of the name; what is left of ....// is ../."""

REFUSED_BY = "path_traversal"
EDITS = [
    (
        "notes/files.py",
        '        name = storage().save(form.cleaned_data["name"], form.cleaned_data["file"])\n',
        '        name = form.cleaned_data["name"]\n'
        "        path = settings.UPLOADS / name\n"
        "        while path.exists():\n"
        '            name = f"1{name}"\n'
        "            path = settings.UPLOADS / name\n"
        '        path.write_bytes(form.cleaned_data["file"].read())\n',
    ),
    (
        "notes/files.py",
        '        if "/" in name or "\\\\" in name or name.startswith("."):\n'
        '            raise forms.ValidationError("A name has no / and begins with no dot.")\n',
        '        name = name.replace("../", "")\n',
    ),
]
