"""An application of Tornado's: one thread, one loop, and many who wait.

gunicorn's tornado worker runs it; stack.conf says how. It is no WSGI application: WSGI
calls a function and waits for what it returns, so that each who waits needs a thread. Here a
handler that waits says `await`, and the loop does something else meanwhile.

    /           hello
    /who        which process answers, its parent, and who asks
    /wait       half a second of waiting
    /meet/3     waits until three are waiting, then answers all of them
"""

import os

from tornado.web import Application, RequestHandler


class Hello(RequestHandler):
    def get(self):
        self.write("Hello World\n")


class Who(RequestHandler):
    def get(self):
        # Behind nginx everybody comes from nginx. What nginx says of the client can be
        # believed because only nginx reaches our socket, and because it says it anew.
        asks = self.request.headers.get("X-Real-IP", "nobody")
        self.write({"process": os.getpid(), "parent": os.getppid(), "asks": asks})


class Wait(RequestHandler):
    async def get(self):
        # Your part: wait for half a second, and stop nobody else.
        self.write("I have not waited.\n")


class Meet(RequestHandler):
    """A meeting point. Whoever comes last opens the door for all."""

    async def get(self, number):
        # Your part. A future that is awaited is a door: asyncio.get_running_loop()
        # .create_future() makes one, set_result opens it.
        self.set_status(501)
        self.write("Nobody waits here yet.\n")


application = Application(
    [(r"/", Hello), (r"/who", Who), (r"/wait", Wait), (r"/meet/([1-9]\d?)", Meet)]
)
