"""A middleware: a server to the application inside, an application to the server outside.

    python middleware.py [port]

It adds a line to the end of every HTML page of any application, as Django's debug
toolbar does, and touches nothing else. `footed(footed(application))` adds two.
"""

import sys

FOOT = b"<footer>This line was added on the way out.</footer>\n"


def footed(application):
    """Give an application that answers as this one does, with FOOT below each page."""

    def application_with_foot(environ, start_response):
        has_foot = False

        def start(status, fields, exc_info=None):
            """Take the head from the application, change it and hand it on."""
            nonlocal has_foot
            has_foot = is_page(status, fields)
            if has_foot:
                fields = [longer(*field) for field in fields]
                # HEAD gets the fields of GET, and nothing below them.
                has_foot = environ["REQUEST_METHOD"] != "HEAD"
            # exc_info says that this head replaces an earlier one: only the server knows
            # whether that is still possible. Its write() goes to the application, which
            # may be an old one that needs it ("The write() Callable").
            if exc_info is None:
                return start_response(status, fields)
            return start_response(status, fields, exc_info)

        content = application(environ, start)
        # Now start may have been called, or not: an application that is a generator has
        # not even begun. So has_foot is looked at after the last piece, and not here.
        return Pieces(content, lambda: FOOT if has_foot else b"")

    return application_with_foot


class Pieces:
    """The pieces of the content, one for one, and then the foot.

    One for one because PEP 3333 forbids a middleware to hold them back: behind a page
    that comes slowly sits a reader who wants its beginning ("Middleware Handling of
    Block Boundaries"). b"".join(content) would be that mistake, and would need room for
    all of it.
    """

    def __init__(self, content, foot):
        self.content, self.foot = content, foot

    def __iter__(self):
        # Not `yield from self.content`: when a browser leaves half-way that closes what
        # it gives from, and our close() would do so a second time.
        for piece in self.content:  # noqa: UP028 because of that
            yield piece
        if foot := self.foot():
            yield foot

    def close(self):
        # Called by the server, whatever happened: at the end, after an error, when the
        # browser has left. Files and database connections of the application wait for
        # it, and the server sees only us ("Specification Details").
        if hasattr(self.content, "close"):
            self.content.close()


def is_page(status, fields):
    """Say whether this is a whole HTML page, in a form that can be added to."""
    known = {name.lower(): value.lower() for name, value in fields}
    return (
        # 204 and 304 have no content, 206 is a part (RFC 9110, 15).
        status[:3] not in {"204", "206", "304"}
        and known.get("content-type", "").partition(";")[0].strip() == "text/html"
        # What is packed by gzip would have to be unpacked first.
        and known.get("content-encoding", "identity") == "identity"
    )


def longer(name, value):
    if name.lower() == "content-length":
        return name, str(int(value) + len(FOOT))
    return name, value


def main():
    from wsgiref.simple_server import make_server
    from wsgiref.validate import validator

    from application import application

    asked = sys.argv[1] if sys.argv[1:] else None
    # The standard library's validator is a middleware too: it watches both sides and
    # raises AssertionError when one breaks the rules. Here it stands twice: what it says
    # from outside is about us as an application, from inside about us as a server.
    watched = validator(footed(validator(application)))
    try:
        server = make_server("127.0.0.1", int(asked or 8081), watched)
    except (OSError, ValueError, OverflowError) as error:
        if asked:
            sys.exit(f"Port {asked} is not to be had ({error}): type another, or none.")
        print(f"Port 8081 is not to be had ({error.strerror}): any other.")
        server = make_server("127.0.0.1", 0, watched)
    print(f"http://127.0.0.1:{server.server_port}/ is served. Ctrl-C ends it.")
    with server:
        server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
