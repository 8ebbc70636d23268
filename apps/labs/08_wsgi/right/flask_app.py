"""A framework: what is called is still application(environ, start_response)."""

import sys
from html import escape

from flask import Flask, Response, request

FILE = "application.py"

application = Flask(__name__, static_folder=None)


@application.route("/", methods=["GET", "POST"])
def greeting():
    return f"<h1>Hello, {escape(request.values.get('name', 'world'))}!</h1>"


@application.route("/environ")
def environ():
    lines = "".join(f"{key}: {value}\n" for key, value in request.environ.items())
    return Response(lines, content_type="text/plain; charset=utf-8")


@application.errorhandler(404)
def not_found(error):
    return f"No {escape(request.path)} here.", 404


if __name__ == "__main__":
    application.run(port=int(sys.argv[1]))
