"""The application behind nginx: it tells what it was told, and has an opinion on HSTS.

    /           hello
    /environ    what nginx has handed over

Like Django, it can be told to send Strict-Transport-Security itself; like many a Django site, it
was. serve.py runs it under uWSGI.
"""


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/environ":
        found = environ | {"wsgi.url_scheme": environ["wsgi.url_scheme"]}
        words = "".join(f"{key}={found[key]}\n" for key in sorted(found))
    elif path == "/":
        words = "Hello from the application\n"
    else:
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"The application has no such page.\n"]
    body = words.encode()
    fields = [("Content-Type", "text/plain; charset=utf-8"), ("X-App", "1")]
    # SECURE_HSTS_SECONDS = 3600 in Django's settings, and its SecurityMiddleware does this.
    if environ["wsgi.url_scheme"] == "https":
        fields.append(("Strict-Transport-Security", "max-age=3600"))
    start_response("200 OK", [*fields, ("Content-Length", str(len(body)))])
    return [body]
