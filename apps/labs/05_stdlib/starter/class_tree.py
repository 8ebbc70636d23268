"""Tell the class tree of Python's own servers, as text that can be listened to.

    python class_tree.py [module ...]

For each public class that one of the modules defines a line that is understood by itself,
without drawn lines:

    1.1.2. http.server.HTTPServer is a socketserver.TCPServer
"""

import sys

MODULES = ["socketserver", "http.server", "wsgiref.simple_server"]


def main():
    for name in sys.argv[1:] or MODULES:
        # Your part: importlib.import_module gives the module. vars() of it gives all that
        # is in it, and a class can be asked for its __bases__.
        print(f"{name}: not yet.")


if __name__ == "__main__":
    main()
