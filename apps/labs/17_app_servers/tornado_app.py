"""An application of Tornado's: one thread, one loop, and many who wait.

gunicorn's tornado worker runs it; stack.conf says how. It is no WSGI application: WSGI
calls a function and waits for what it returns, so that each who waits needs a thread. Here a
handler that waits says `await`, and the loop does something else meanwhile.

    /           hello
    /who        which process answers, its parent, and who asks
    /wait       half a second of waiting
    /meet/3     waits until three are waiting, then answers all of them
"""

import asyncio
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
        # time.sleep here would stop the loop, and with it everybody.
        await asyncio.sleep(0.5)
        self.write("I have waited.\n")


class Meet(RequestHandler):
    """A meeting point. Whoever comes last opens the door for all."""

    waiting = []

    async def get(self, number):
        door = asyncio.get_running_loop().create_future()
        self.waiting.append(door)
        if len(self.waiting) >= int(number):
            for other in self.waiting:
                if not other.done():
                    other.set_result(None)
            self.waiting.clear()
        await door
        self.write(f"All {number} are here.\n")


application = Application(
    [(r"/", Hello), (r"/who", Who), (r"/wait", Wait), (r"/meet/([1-9]\d?)", Meet)]
)
