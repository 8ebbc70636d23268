"""Everything after the script's name is its path, the query too."""

REFUSED_BY = "path_and_query"
EDITS = [
    (
        "gateway.py",
        "            file, name, path_info = find(path)\n",
        "            file, name, path_info = find(target)\n",
    ),
]
