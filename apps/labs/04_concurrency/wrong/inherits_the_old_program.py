"""All imports stand at the top, as they should."""

REFUSED_BY = "reload_brings_the_new"
EDITS = [
    (
        "processes.py",
        "import socket\nimport sys\nimport time\nimport traceback\n",
        "import socket\nimport sys\nimport time\nimport traceback\n\nimport threads\n",
    ),
    (
        "processes.py",
        "        import threads\n\n",
        "",
    ),
]
