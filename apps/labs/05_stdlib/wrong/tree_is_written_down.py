"""The tree is copied from the source, once and for all."""

import http.server
import socketserver
import wsgiref.simple_server

FILE = "class_tree.py"
REFUSED_BY = "tree_is_live"

for module in socketserver, http.server, wsgiref.simple_server:
    for cls in vars(module).values():
        if isinstance(cls, type):
            bases = " and a ".join(base.__name__ for base in cls.__bases__)
            print(f"{cls.__module__}.{cls.__name__} is a {bases}")
