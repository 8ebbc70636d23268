"""Tell the class tree of Python's own servers, as text that can be listened to.

    python class_tree.py [module ...]

It asks the classes themselves: what stands here is so in the Python that runs it. The
numbers say who stands below whom: 1.2 is the second class below 1. Indentation and
lines of │ and └ say it to the eye only (WCAG 2.2, 1.3.1).
"""

import importlib
import inspect
import sys

MODULES = ["socketserver", "http.server", "wsgiref.simple_server"]


def main():
    modules = [importlib.import_module(name) for name in sys.argv[1:] or MODULES]
    classes = classes_of(modules)
    told = {}
    roots = [cls for cls in classes if cls.__bases__ == (object,)]
    for number, root in enumerate(roots, 1):
        tell(root, str(number), classes, told)


def classes_of(modules):
    """Give the public classes that the modules define, and all they inherit from."""
    found = {}  # a dictionary keeps the order
    for module in modules:
        for name, cls in vars(module).items():
            is_own = inspect.isclass(cls) and cls.__module__ == module.__name__
            if is_own and not name.startswith("_"):
                # The method resolution order: where Python looks for a method, from the
                # class itself to object.
                found |= dict.fromkeys(base for base in reversed(cls.__mro__))
    return [cls for cls in found if cls is not object]


def tell(cls, number, classes, told):
    """Print a class, then those that inherit from it, each under its number."""
    words = [f"{number}.", name_of(cls)]
    bases = [base for base in cls.__bases__ if base is not object]
    if bases:
        words += ["is a", " and a ".join(map(name_of, bases))]
    if cls in told:
        # It has several bases, and stands below each.
        print(*words, f"(told at {told[cls]})")
        return
    told[cls] = number
    print(*words)
    methods = list(methods_of(cls))
    if methods:
        print(f"   It defines {', '.join(methods)}.")
    below = [other for other in classes if cls in other.__bases__]
    for place, other in enumerate(below, 1):
        tell(other, f"{number}.{place}", classes, told)


def methods_of(cls):
    """Give the public methods of a class, and say which were there before."""
    for name, thing in vars(cls).items():
        if inspect.isfunction(thing) and not name.startswith("_"):
            is_new = not any(hasattr(base, name) for base in cls.__bases__)
            yield name if is_new else f"{name} (anew)"


def name_of(cls):
    return f"{cls.__module__}.{cls.__qualname__}"


if __name__ == "__main__":
    main()
