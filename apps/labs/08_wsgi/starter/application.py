"""An application as PEP 3333 describes it, under the standard library's server.

    python application.py [port]

    /           <h1>Hello, world!</h1> in an HTML page, for GET, HEAD and POST. With
                /?name=Ada it greets Ada; a form that is posted may hold the name too
    /environ    what the server has handed over, as plain text, a line a key (GET, HEAD)

Another path is 404, and the page names the path. Another method is 405 and says which
there are. All text is UTF-8.
"""

import sys


def application(environ, start_response):
    """Answer one request."""
    # Your part. Call start_response with a status such as "200 OK" and a list of
    # fields; return the content. Until then:
    start_response("501 Not Implemented", [("Content-Type", "text/plain")])
    return [f"Nothing at {environ['PATH_INFO']} yet.\n".encode()]


def main():
    from wsgiref.simple_server import make_server

    port = int(sys.argv[1]) if sys.argv[1:] else 8080
    with make_server("127.0.0.1", port, application) as server:
        print(f"http://127.0.0.1:{server.server_port}/ is served. Ctrl-C ends it.")
        server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
