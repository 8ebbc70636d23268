"""The name is looked at, and the file of another is written over."""

REFUSED_BY = "same_name"
EDITS = [
    (
        "notes/files.py",
        '        name = storage().save(form.cleaned_data["name"], form.cleaned_data["file"])\n',
        '        name = form.cleaned_data["name"]\n'
        '        (settings.UPLOADS / name).write_bytes(form.cleaned_data["file"].read())\n',
    ),
]
