"""The source of what a trace names, read when it is shown; and of nothing else.

A file is shown only if all of this holds: the trace names it, as a place in code or as a
template; it lies, links followed, under the project, Django or the installed packages;
it is Python, or a template that the template engine loaded; nothing on its way is hidden;
and it is no module of settings, by its name or by what it assigns.
"""

import re
from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

from . import access
from .places import place_of, roots

SHOWN = {"project", "django", "package"}
LARGEST = 512 * 1024
TEMPLATES = {".html", ".htm", ".txt", ".xml", ".svg", ".jinja", ".jinja2", ".j2"}
PACKAGES = {"site-packages", "dist-packages"}
# Of a module of the project: what it is called; and the folder that it lies in.
PRIVATE = re.compile(r"settings|secret|credential|passwd|(^|_)(env|local)(_|$)", re.I)
PRIVATE_FOLDERS = {"settings", "secrets", "private", "var"}
# What settings assign; a module that does is not shown, whatever it is called.
ASSIGNS = re.compile(
    r"^\s*(SECRET_KEY|DATABASES|\w*(PASSWORD|SECRET|API_KEY|PRIVATE_KEY))\s*(:[^=\n]+)?=[^=]",
    re.M,
)


def may_be_shown(request):
    """Say whether this visitor may read source: who may record; or all, by a setting.

    A trace that is kept for a lesson can be read by everybody who has its address. That the
    source can is for the project to say: not each is public.
    """
    return getattr(settings, "XRAY_SOURCE_FOR_ALL", False) or access.may_keep(request)


def python_lines(found, where, file):
    """Give the lines of a module that the trace names; None if it is not to be shown."""
    if (where, file) not in named(found) or not file.endswith(".py"):
        return None
    path = path_of(where, file)
    if path is None or is_settings(path, where):
        return None
    text = text_of(path)
    return None if text is None or ASSIGNS.search(text) else text.splitlines()


def template_lines(found, index):
    """Give the lines of one of the trace's templates, by its number."""
    sources = found["templates"].get("sources", [])
    if not 0 <= index < len(sources):
        return None
    where, file = sources[index]["in"], sources[index]["file"]
    path = path_of(where, file) if file else None
    if path is None or path.suffix.lower() not in TEMPLATES:
        return None
    text = text_of(path)
    return None if text is None else text.splitlines()


def named(found):
    """Give {(in, file)} of all the places in a trace, and of the models it names."""
    models = {row["model"] for row in found["queries"]["rows"] if row["model"]}
    places = [place_of_model(label) for label in models]
    return {(each["in"], each["file"]) for each in [*walk(found), *places] if each}


def walk(thing):
    """Find the places in a document, however deep: {"in", "file", "line", "function"}."""
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if {"in", "file", "line", "function"} <= one.keys():
                yield one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


@lru_cache(500)
def place_of_model(label):
    """Give where a model's class stands; a trace names only its label."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    found = place_of(model)
    path = found and path_of(found["in"], found["file"])
    text = path and text_of(path)
    start = re.search(rf"^class {model.__name__}\b", text, re.M) if text else None
    return found and found | {
        "line": text[: start.start()].count("\n") + 1 if start else 1
    }


def path_of(where, file):
    """Give the file's path, if it is a file under one of the roots, links followed."""
    if where not in SHOWN or not file:
        return None
    for name, root in roots():
        if name != where:
            continue
        try:
            path = (root / file).resolve(strict=True)
        except (OSError, ValueError, RuntimeError):
            continue
        if path.is_relative_to(root) and path.is_file() and is_open(path, root, where):
            return path
    return None


def is_open(path, root, where):
    """Say whether nothing on the way from the root is hidden, or private by its name."""
    parts = path.relative_to(root).parts
    if any(part.startswith(".") for part in parts):
        return False
    if where == "django":
        return parts[0] == "django"
    if where == "project":
        folders = {part.lower() for part in parts[:-1]}
        is_private = path.suffix == ".py" and PRIVATE.search(path.stem)
        return not (is_private or folders & (PACKAGES | PRIVATE_FOLDERS))
    return True


def is_settings(path, where):
    """Say whether a module is the project's settings, or belongs to them."""
    module = getattr(settings, "SETTINGS_MODULE", None) or ""
    stem = "/".join(module.split("."))
    return bool(stem) and (
        path.with_suffix("").as_posix().endswith(f"/{stem}") or path.stem == "settings"
    )


def text_of(path):
    try:
        if path.stat().st_size > LARGEST:
            return None
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
