"""What speed.py measures: one page of each kind, as WSGI and for Tornado.

/hello   nothing but an answer
/query   forty rows of a database, sorted, as an HTML page
/wait    0.1 s of waiting, as for another machine
"""

import asyncio
import sqlite3
import sys
import threading
import time
from html import escape

WAIT = 0.1
local = threading.local()


def database():
    """Give a database of a thousand topics, as bytes."""
    rows = sqlite3.connect(":memory:")
    rows.execute("CREATE TABLE topics (title, author, replies)")
    some = [(f"Topic <{n}>", f"member {n % 37}", n * 7 % 101) for n in range(1000)]
    rows.executemany("INSERT INTO topics VALUES (?, ?, ?)", some)
    rows.commit()
    return rows.serialize()


TOPICS = database()


def hello():
    return "Hello World\n"


def query():
    if not hasattr(local, "rows"):
        # Each thread has its own, ready-made: what we measure is the query.
        local.rows = sqlite3.connect(":memory:")
        local.rows.deserialize(TOPICS)
    found = local.rows.execute(
        "SELECT title, author, replies FROM topics WHERE replies > 20"
        " ORDER BY replies DESC, title LIMIT 40"
    )
    rows = "".join(
        f"<tr><td>{escape(title)}<td>{escape(author)}<td>{replies:,}</tr>\n"
        for title, author, replies in found
    )
    return f"<!doctype html><title>Topics</title><table>{rows}</table>\n"


def wait():
    time.sleep(WAIT)
    return "I have waited.\n"


PAGES = {"/hello": hello, "/query": query, "/wait": wait}


def application(environ, start_response):
    body = PAGES[environ["PATH_INFO"]]().encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


async def tornado(port):
    from tornado.web import Application, RequestHandler

    class Page(RequestHandler):
        async def get(self):
            if self.request.path == "/wait":
                await asyncio.sleep(WAIT)  # and others go on
                self.write("I have waited.\n")
            else:
                self.write(PAGES[self.request.path]())

    Application([(r"/.*", Page)]).listen(port, "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    port = int(sys.argv[2])
    if sys.argv[1] == "tornado":
        asyncio.run(tornado(port))
    else:
        from wsgiref.simple_server import WSGIRequestHandler, make_server

        WSGIRequestHandler.log_message = lambda *arguments: None
        make_server("127.0.0.1", port, application).serve_forever()
