"""The guestbook on bare WSGI: no framework, so that its work is done here, by hand."""

from urllib.parse import parse_qs

import guestbook
from page import page


def application(environ, start_response):
    """Choose who answers: a framework's routing would do that."""
    if environ["PATH_INFO"] not in {"", "/"}:
        return answer(start_response, "404 Not Found", "Not found")
    if environ["REQUEST_METHOD"] == "POST":
        return sign(start_response, form(environ))
    if environ["REQUEST_METHOD"] == "GET":
        return show(start_response)
    if environ["REQUEST_METHOD"] == "HEAD":
        show(start_response)
        return []
    fields = [("Allow", "GET, HEAD, POST")]
    return answer(start_response, "405 Method Not Allowed", "No", fields)


def form(environ):
    """Read the form: a framework's request object would do that."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    text = environ["wsgi.input"].read(length).decode("utf-8", "replace")
    fields = parse_qs(text)
    return {name: fields.get(name, [""])[0] for name in ("name", "words")}


def sign(start_response, fields):
    try:
        guestbook.add(**fields)
    except guestbook.Refused as refused:
        words = {"error": str(refused), **fields}
        return show(start_response, "400 Bad Request", **words)
    # To be asked for by GET: reloading that page sends nothing a second time.
    return answer(start_response, "303 See Other", "", [("Location", "./")])


def show(start_response, status="200 OK", **fields):
    text = page("bare WSGI", guestbook.entries(), **fields)
    return answer(start_response, status, text)


def answer(start_response, status, text, fields=()):
    content = text.encode()
    head = [("Content-Type", "text/html; charset=utf-8"), *fields]
    start_response(status, [*head, ("Content-Length", str(len(content)))])
    return [content]
