"""A line a class, without numbers, by inspect."""

import importlib
import inspect
import sys

FILE = "class_tree.py"

for name in sys.argv[1:] or ["wsgiref.simple_server", "http.server", "socketserver"]:
    for _, cls in inspect.getmembers(importlib.import_module(name), inspect.isclass):
        bases = [base.__qualname__ for base in cls.__bases__ if base is not object]
        told = f", which inherits from {' and from '.join(bases)}" if bases else ""
        print(f"* {cls.__module__}.{cls.__qualname__}{told}")
