"""A web framework: a program says which function answers which address.

    app = App()

    @app.route("/hello/{name}")              # answers GET; or methods=["GET", "POST"]
    def hello(request, name):
        return f"Hello, {name}!"

    app.add_route("/lamp", Lamp)             # a function or a class: get, post, delete...

    @app.error(404)                          # answers errors of this status
    def not_found(request, error):
        return "Nothing here."

A handler gets the request and the fields of its path, as text. It returns a str, which is
sent as plain text in UTF-8, or a Response. It may raise HTTPError(404, "No such book").
Of a class each request gets a new object. A field, {name}, is one segment of the path. A
handler of errors gets the exception as it was raised; its text, or its Response, is sent
with the status of the error.

Where nothing fits: 404. A method that the handler lacks: 405, with Allow. An exception: 500,
with the traceback in the log, and what a handler returned in error named there. HEAD is
answered as GET, without the content; OPTIONS says in Allow what there is. A path that is
added twice raises ValueError.
"""


class Request:
    """What a client asks: method, path, query ({name: value})."""

    def __init__(self, environ):
        self.environ = environ
        self.method = environ["REQUEST_METHOD"]
        self.path = environ["PATH_INFO"]  # Is this what the person typed?
        self.query = {}


class Response:
    """What a client gets: Response("Made.", status=201, headers={"Location": "/1"})."""

    def __init__(self, body="", status=200, headers=None):
        self.body, self.status, self.headers = body, status, headers or {}


class HTTPError(Exception):
    def __init__(self, status, message=""):
        super().__init__(message)
        self.status = status


class App:
    def route(self, path, methods=("GET",)):
        def add(handler):
            self.add_route(path, handler, methods)
            return handler

        return add

    def add_route(self, path, handler, methods=("GET",)):
        pass  # Your part: routing.py.

    def error(self, status):
        def add(handler):
            return handler  # Your part.

        return add

    def __call__(self, environ, start_response):
        # Your part: make a Request, find the handler, call it, send what it returns.
        body = b"This framework finds no pages yet.\n"
        start_response("501 Not Implemented", [("Content-Type", "text/plain")])
        return [body]
