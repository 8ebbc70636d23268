"""Files that end in .html are refused; SVG has scripts too."""

REFUSED_BY = "uploaded_page"
EDITS = [
    (
        "notes/files.py",
        "    if kind in SHOWN:\n",
        "    if kind:\n",
    ),
    (
        "notes/files.py",
        "        return name\n",
        '        if name.endswith((".html", ".htm")):\n'
        '            raise forms.ValidationError("No pages, please.")\n'
        "        return name\n",
    ),
]
