"""The two pages of the grid, on web.py: addresses and classes, in pairs."""

import web


class Hello:
    def GET(self, name):
        web.header("Content-Type", "text/plain; charset=utf-8")
        return f"Hello, {name}!"


class Form:
    def POST(self):
        return Hello().GET(web.input().name)


application = web.application(
    ["/hello/([^/]+)", Hello, "/hello", Form], globals()
).wsgifunc()
