"""A site with pages, a form, a style sheet and layers, under a server made for work.

    python app.py [port]

does what you would type: gunicorn --bind 127.0.0.1:8011 app:app
Look at /, /hello/ada, /name, /boom and /nowhere, and with curl -i at the fields.
"""

import os
import socket
import sys
import time
from pathlib import Path

from framework import App, HTTPError, Response

# From this file, and not from wherever the server was started.
HERE = Path(__file__).resolve().parent

app = App(templates=HERE / "templates", static=HERE / "static")


@app.route("/")
def home(request):
    return app.render("home.html", name=request.cookies.get("name"))


@app.route("/hello/{name}")
def hello(request, name):
    return app.render("hello.html", name=name)


class Name:
    """A form, and what becomes of it: kept in a cookie."""

    def get(self, request):
        return app.render("name.html", name=request.cookies.get("name", ""))

    def post(self, request):
        name = request.POST.get("name", "").strip()
        if len(name) > 40:
            raise HTTPError(400, "40 letters are enough for a name")
        # To be asked for by GET: reloading that page sends nothing a second time.
        response = Response(status=303, location="/")
        response.set_cookie("name", name, httponly=True, samesite="Lax")
        return response


app.add_route("/name", Name)


@app.route("/boom")
def boom(request):
    raise RuntimeError("This is for the log, and the page for you.")


@app.error(400)
@app.error(404)
@app.error(500)
def sorry(request, error):
    # What an HTTPError says was written for the client. What others say was not.
    why = str(error) if isinstance(error, HTTPError) else "It is our mistake"
    return app.render("error.html", why=why)


# The last layer is the outermost: timing sees what all others take.


@app.add_middleware
def careful(get_response):
    """Have the browser obey us to the letter."""

    def layer(request):
        response = get_response(request)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "default-src 'self'"
        return response

    return layer


@app.add_middleware
def timing(get_response):
    """Tell how long it took; a browser shows it among the timings of the request."""

    def layer(request):
        start = time.perf_counter()
        response = get_response(request)
        took = (time.perf_counter() - start) * 1000
        response.headers["Server-Timing"] = f"app;dur={took:.2f}"
        return response

    return layer


def main():
    asked = sys.argv[1] if sys.argv[1:] else None
    listener = listening(asked)
    # gunicorn takes the place of this program, and its listening socket with it. (The
    # control socket would let others steer it by a file in your home.)
    os.set_inheritable(listener.fileno(), True)
    where = ["--bind", f"fd://{listener.fileno()}", "--chdir", str(HERE)]
    options = ["--threads", "4", "--no-control-socket"]
    gunicorn = [sys.executable, "-m", "gunicorn", *where, *options, "app:app"]
    os.execv(sys.executable, gunicorn)


def listening(asked):
    """Open a socket at 8011, or at any port that is free."""
    try:
        return socket.create_server(("127.0.0.1", int(asked or 8011)))
    except (OSError, ValueError, OverflowError) as error:
        if asked:
            sys.exit(f"Port {asked} is not to be had ({error}): type another, or none.")
        print(f"Port 8011 is not to be had ({error.strerror}): any other.", flush=True)
        return socket.create_server(("127.0.0.1", 0))


if __name__ == "__main__":
    main()
