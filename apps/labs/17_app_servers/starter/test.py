"""The smallest application: uwsgi --http :8001 --wsgi-file test.py"""


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"Hello World\n"]
