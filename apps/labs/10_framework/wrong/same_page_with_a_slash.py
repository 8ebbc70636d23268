"""Slashes at the end are cut off, so that each page has two addresses."""

REFUSED_BY = "whole_path"
EDITS = [
    (
        "framework.py",
        'text(environ, "PATH_INFO") or "/"',
        'text(environ, "PATH_INFO").rstrip("/") or "/"',
    )
]
