"""A middleware: a server to the application inside, an application to the server outside.

    python middleware.py [port]

It adds FOOT to the end of every HTML page of any application, and touches nothing else:
no other kind of content, and no answer that has none. Content-Length, if the
application gave one, stays right.
"""

import sys

FOOT = b"<footer>This line was added on the way out.</footer>\n"


def footed(application):
    """Give an application that answers as this one does, with FOOT below each page."""
    # Your part. Whatever stands here must do for every application that PEP 3333
    # allows: one that returns a list, a generator, something with a close(), one that
    # calls start_response late, twice, or uses the write() that it returns.
    return application


def main():
    from wsgiref.simple_server import make_server
    from wsgiref.validate import validator

    from application import application

    port = int(sys.argv[1]) if sys.argv[1:] else 8081
    watched = validator(footed(validator(application)))
    with make_server("127.0.0.1", port, watched) as server:
        print(f"http://127.0.0.1:{server.server_port}/ is served. Ctrl-C ends it.")
        server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
