"""Which handlers answer which path: the first half of a framework.

    routes = Routes()
    routes.add("/hello/{name}", {"GET": hello})
    routes.find("/hello/ada")  # gives {"GET": hello}, {"name": "ada"}

Nothing here knows of HTTP or WSGI: a path goes in, what was added for it comes out.
"""

import re
from functools import wraps

FIELD = re.compile(r"{([^\W\d]\w*)}")
# The methods of RFC 9110, 9.3, and PATCH (RFC 5789), which an address may have.
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")


class Routes:
    """Routes in the order in which they were added: the first that fits is taken."""

    def __init__(self):
        # Made here and not in the class body: there it would belong to all objects
        # of the class, and two sites in one process would share their pages.
        self._routes = {}

    def add(self, path, methods):
        """Keep {method: function} for a path; refuse what cannot be meant."""
        # Two paths that differ in the names of their fields fit the same addresses.
        shape = FIELD.sub("{}", path)
        if shape in self._routes:
            # Said when the program starts, and not by a page that nobody reaches.
            taken = self._routes[shape][0]
            raise ValueError(f"The route {path} is taken: {taken} was added before.")
        self._routes[shape] = path, pattern(path), methods

    def find(self, path):
        """Give the methods for a path and the values of its fields; or None and {}."""
        for _, fits, methods in self._routes.values():
            # fullmatch: the whole path or nothing. match would be content with its
            # beginning, and "$" takes a line end for the end: /about%0A is not /about.
            if match := fits.fullmatch(path):
                return methods, match.groupdict()
        return None, {}


def pattern(path):
    """Make a regular expression of "/hello/{name}"."""
    # With a group in it, split keeps what it splits at: text, name, text, name, text.
    texts, names = FIELD.split(path)[::2], FIELD.split(path)[1::2]
    if not path.startswith("/") or len(set(names)) < len(names):
        raise ValueError(f"{path!r}: a route begins with / and names no field twice.")
    if re.search("[{}]", "".join(texts)):
        raise ValueError(f"{path!r}: a field is written {{name}}, with a Python name.")
    # What is text must mean itself: the dot of /robots.txt is a dot. A field is one
    # segment of the path, which a slash would end (RFC 3986, 3.3).
    fits = re.escape(texts[0])
    for name, text in zip(names, texts[1:], strict=True):
        fits += f"(?P<{name}>[^/]+)" + re.escape(text)
    return re.compile(fits)


def methods_of(handler, methods):
    """Give {method: function} for a handler: a function for each of these methods, or
    a class, whose own methods say what it answers: get, post, delete.
    """
    if isinstance(handler, type):
        # From our list, and never by the name that the client sends: "PASSWORD /lamp"
        # would call lamp.password().
        found = {m: method_of(handler, m.lower()) for m in METHODS}
        found = {m: function for m, function in found.items() if function}
    else:
        found = dict.fromkeys(methods, handler)
    if not found or not found.keys() <= {*METHODS}:
        raise ValueError(
            f"{handler!r} answers {[*found]}, of methods like GET and POST."
        )
    # HEAD is GET of which only the head is sent (RFC 9110, 9.3.2).
    if "GET" in found:
        found.setdefault("HEAD", found["GET"])
    return found


def method_of(cls, name):
    """Make a function of a class's method; each call gets an object of its own."""
    method = getattr(cls, name, None)
    if method is None:
        return None

    @wraps(method)
    def call(request, **fields):
        # A new one for each request: what it keeps in self is of this request alone,
        # also when the server answers several at once. Django's as_view does the same.
        return getattr(cls(), name)(request, **fields)

    return call
