"""A site of three addresses, to try the framework with.

    python app.py [port]

Then, in another terminal, for example:

    curl -i http://127.0.0.1:8010/hello/Zo%C3%AB?greeting=Salve
    curl -i -X POST http://127.0.0.1:8010/lamp
    curl -i -X DELETE http://127.0.0.1:8010/lamp
"""

import sys
from wsgiref.simple_server import make_server

from framework import App

app = App()
lamp = {"is_on": False}


@app.route("/")
def home(request):
    return "Try /hello/ada, /hello/ada?greeting=Salve and /lamp\n"


@app.route("/hello/{name}")
def hello(request, name):
    greeting = request.query.get("greeting", "Hello")
    return f"{greeting}, {name}!\n"


class Lamp:
    """What answers several methods is a class, with a method for each."""

    def get(self, request):
        return "The lamp is on.\n" if lamp["is_on"] else "The lamp is off.\n"

    def post(self, request):
        lamp["is_on"] = not lamp["is_on"]
        return self.get(request)


app.add_route("/lamp", Lamp)


@app.error(404)
def not_found(request, error):
    return f"{error}. Go to /\n"


def main():
    asked = sys.argv[1] if sys.argv[1:] else None
    with listening(asked) as server:
        host, port = server.server_address
        print(f"http://{host}:{port}/ is served. Ctrl-C ends it.", flush=True)
        server.serve_forever()


def listening(asked):
    """Make the standard library's server, at 8010 or at any port that is free."""
    try:
        return make_server("127.0.0.1", int(asked or 8010), app)
    except (OSError, ValueError, OverflowError) as error:
        if asked:
            sys.exit(f"Port {asked} is not to be had ({error}): type another, or none.")
        print(f"Port 8010 is not to be had ({error.strerror}): any other.")
        return make_server("127.0.0.1", 0, app)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
