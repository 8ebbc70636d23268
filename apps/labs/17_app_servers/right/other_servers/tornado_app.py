"""The same pages in fewer words; a meeting is an Event."""

import asyncio
import os

from tornado.web import Application, RequestHandler

meetings = {}


class Page(RequestHandler):
    async def get(self, name, number):
        if name == "who":
            told = {"process": os.getpid(), "parent": os.getppid()}
            self.finish(told | {"asks": self.request.headers["X-Real-Ip"]})
        elif name == "meet":
            people, event = meetings.setdefault(number, (set(), asyncio.Event()))
            people.add(self)
            if len(people) == int(number):
                meetings.pop(number)
                event.set()
            await event.wait()
            self.finish(number)
        elif name == "wait":
            await asyncio.sleep(0.5)
            self.finish("waited")
        else:
            self.finish("Hello World\n")


application = Application([(r"/(\w*)/?(\d*)", Page)])
