"""The smallest application that is worth a server (lab 08 has a larger one)."""


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return ["Hello, world! Grüße!\n".encode()]
