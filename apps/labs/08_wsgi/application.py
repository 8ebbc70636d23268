"""An application as PEP 3333 describes it, under the standard library's server.

    python application.py [port]

    /           a greeting; /?name=Ada greets Ada, and so does a form that is posted
    /environ    what the server has handed over

It imports no server until it is started as a program: any WSGI server can call it, for
example `python -m waitress --port 8080 application:application`.
"""

import sys
from html import escape
from urllib.parse import parse_qs

LONGEST_FORM = 100_000


def application(environ, start_response):
    """Answer one request. This is all that a server knows of a web program.

    `environ` is a dictionary: what the browser asked, in the words of CGI (lab 06), and
    some keys of WSGI's own. `start_response` takes the status and the fields. The return
    value is the content: an iterable of bytes.
    """
    status, fields, text = answer(environ)
    # Text becomes bytes here and nowhere else. A str would leave it to each server what
    # to make of it; they make four different things (text_body.py shows them).
    body = text.encode("utf-8")
    # The length is that of the bytes: "Grüße" has five letters and seven bytes.
    # Both names and values are str, and no field may be about the connection, such as
    # Connection or Transfer-Encoding: that is the server's (PEP 3333, "Other HTTP
    # Features").
    start_response(status, [*fields, ("Content-Length", str(len(body)))])
    # HEAD asks for the same head, and no content (RFC 9110, 9.3.2).
    if environ["REQUEST_METHOD"] == "HEAD":
        return []
    # A list with one item, and not `body` itself: that is iterable too, but in single
    # bytes, which are numbers.
    return [body]


def answer(environ):
    """Give status, fields and text for what is asked."""
    pages = {"/": (greeting, "GET, HEAD, POST"), "/environ": (handed_over, "GET, HEAD")}
    path = path_of(environ)
    if path not in pages:
        # What came from outside is escaped, whatever it is: it could be a script.
        words = f"<p>There is no {escape(path)} here.</p>\n"
        return "404 Not Found", [HTML], words
    page, methods = pages[path]
    if environ["REQUEST_METHOD"] not in methods.split(", "):
        # A 405 says which methods there are (RFC 9110, 15.5.6).
        return "405 Method Not Allowed", [PLAIN, ("Allow", methods)], "Not so.\n"
    return page(environ)


HTML = ("Content-Type", "text/html; charset=utf-8")
PLAIN = ("Content-Type", "text/plain; charset=utf-8")


def path_of(environ):
    """Give the path as text.

    The server has undone the percent signs already. What came out were bytes, and
    PEP 3333 wants a str: so each byte became one character, which is what "latin-1"
    does. We go back to the bytes and read them as what browsers mean by them, UTF-8.
    A server may leave the key out when the path is empty ("environ Variables").
    """
    path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
    return path or "/"


def greeting(environ):
    """Greet whom the query or the form names."""
    words = environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] == "POST":
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > LONGEST_FORM:
            return "413 Content Too Large", [PLAIN], "So long a name?\n"
        # As many bytes as were announced. read() without a number goes on to the end of
        # the connection on wsgiref, and waits there for a browser that waits for us.
        words = environ["wsgi.input"].read(length).decode("ascii", "replace")
    name = parse_qs(words).get("name", ["world"])[0]
    page = f"""<!doctype html>
<html lang="en">
<title>Hello</title>
<h1>Hello, {escape(name)}!</h1>
<form method="post" action="/"><label>Name <input name="name"></label></form>
</html>
"""
    return "200 OK", [HTML], page


def handed_over(environ):
    """Show the request as the server tells it; SCRIPT_NAME and wsgi.* among it."""
    # repr: a value may be an object, or text with a line end in it.
    lines = (f"{key} = {environ[key]!r}\n" for key in sorted(environ) if is_ours(key))
    return "200 OK", [PLAIN], "".join(lines)


def is_ours(key):
    # wsgiref adds the variables of the shell that it was started from. They may hold
    # secrets, and they are no part of the request.
    return key.startswith(("HTTP_", "wsgi.", "REQUEST_", "SERVER_", "CONTENT_")) or (
        key in {"SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "REMOTE_ADDR"}
    )


def main():
    # A server, at last. It could be any other: the next two lines are all of it.
    from wsgiref.simple_server import make_server

    asked = sys.argv[1] if sys.argv[1:] else None
    try:
        server = make_server("127.0.0.1", int(asked or 8080), application)
    except (OSError, ValueError, OverflowError) as error:
        if asked:
            sys.exit(f"Port {asked} is not to be had ({error}): type another, or none.")
        print(f"Port 8080 is not to be had ({error.strerror}): any other.")
        server = make_server("127.0.0.1", 0, application)
    print(f"http://127.0.0.1:{server.server_port}/ is served. Ctrl-C ends it.")
    with server:
        server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
