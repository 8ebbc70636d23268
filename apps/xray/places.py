"""Where code stands, without saying where this machine keeps it."""

import sysconfig
from functools import lru_cache
from importlib import import_module
from pathlib import Path

import django
from django.conf import settings

HERE = str(Path(__file__).resolve().parent)
DJANGO = str(Path(django.__file__).resolve().parent)
PACKAGES = ("site-packages", "dist-packages")


@lru_cache
def roots():
    """Give [(name, folder)], the most particular first."""
    paths = sysconfig.get_paths()
    found = [("django", Path(DJANGO).parent)]
    found += [("package", Path(paths[name])) for name in ("purelib", "platlib")]
    found += [("project", project()), ("python", Path(paths["stdlib"]))]
    return [(name, folder.resolve()) for name, folder in found]


def project():
    """Give the project's folder: settings.BASE_DIR, or where the URLconf's package lies."""
    if base := getattr(settings, "BASE_DIR", None):
        return Path(base)
    package = import_module(settings.ROOT_URLCONF.partition(".")[0])
    file = Path(package.__file__)
    return file.parent.parent if file.name == "__init__.py" else file.parent


@lru_cache(4096)
def located(filename):
    """Give ("project", "apps/forum/views.py") of a file's path."""
    path = Path(filename)
    for name, folder in roots():
        if name == "django" and not filename.startswith(DJANGO):
            continue
        if name == "project" and set(PACKAGES).intersection(path.parts):
            continue
        if path.is_relative_to(folder):
            return name, path.relative_to(folder).as_posix()
    parts = path.parts
    for packages in PACKAGES:
        if packages in parts:
            return "package", "/".join(parts[parts.index(packages) + 1 :])
    return "package", path.name


def place(filename, line, function):
    """Give a place as the trace writes it."""
    where, file = located(filename)
    return {"in": where, "file": file, "line": line, "function": function}


def place_of(thing):
    """Give the place of a function, a method or a class; None for what has no source."""
    thing = getattr(thing, "__func__", thing)
    if code := getattr(thing, "__code__", None):
        return place(code.co_filename, code.co_firstlineno, code.co_qualname)
    try:
        module = import_module(thing.__module__)
        return place(module.__file__, None, thing.__qualname__)
    except (AttributeError, ImportError):
        return None


def is_passed_over(filename):
    """Say whether a file leads from the program to us: Django, X-ray, the library."""
    found = _passed.get(filename)
    if found is None:
        found = _passed[filename] = leads_to_us(filename)
    return found


# Asked of each of a hundred calls for each query: a dictionary is the quickest.
_passed = {}


def leads_to_us(filename):
    if filename.startswith(DJANGO) or filename[:1] == "<":
        return True
    if str(Path(filename).parent) == HERE:
        return True
    return located(filename)[0] == "python"
