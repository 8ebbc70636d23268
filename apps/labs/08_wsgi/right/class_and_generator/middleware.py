"""Without a length, and with an object that is its own iterator."""

FOOT = b"<footer>This line was added on the way out.</footer>\n"


class Footed:
    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        return Answer(self.application, environ, start_response)


class Answer:
    def __init__(self, application, environ, start_response):
        self.start_response = start_response
        self.is_head = environ["REQUEST_METHOD"] == "HEAD"
        self.rest = []
        self.content = application(environ, self.start)
        self.pieces = iter(self.content)

    def start(self, status, headers, *exc_info):
        known = {name.lower(): value for name, value in headers}
        self.rest = []
        if known.get("content-type", "").lower().startswith("text/html"):
            headers = [h for h in headers if h[0].lower() != "content-length"]
            self.rest = [] if self.is_head else [FOOT]
        return self.start_response(status, headers, *exc_info)

    def __iter__(self):
        return self

    def __next__(self):
        for piece in self.pieces:
            return piece
        if self.rest:
            return self.rest.pop()
        raise StopIteration

    def close(self):
        getattr(self.content, "close", lambda: None)()


footed = Footed
