"""One request as it is being recorded: raw notes, made into a document afterwards.

While the request runs, as little as possible is done: moments are read, references
kept. What a note means is worked out when the response has been sent (trace.py).
Moments are nanoseconds of time.perf_counter_ns().
"""

import secrets
from datetime import UTC, datetime, timedelta
from time import perf_counter_ns, time

from . import events, install, layers, queries, rendering, servers
from .state import current, running

APP = "xray"


class Recording:
    """The notes of one request, and who takes them. Use it as a context manager."""

    def __init__(self, request, zero=None, rewritten=None):
        # Of what X-ray takes for itself, this is where it begins.
        self.began = began = perf_counter_ns()
        self.id = secrets.token_hex(8)
        self.request = request
        # As they came: layers may write into the request's own.
        self.cookies = dict(request.COOKIES)
        # When Django heard of it. ASGI does not say; then it is now.
        self.zero = zero or began
        # The clock on the wall at zero, to compare with that of nginx.
        self.wall = time() - (began - self.zero) / 1e9
        # What Django's handler has written over in the environ, as it was before.
        self.rewritten = rewritten or {}
        self.url = self.view = self.raised = None
        self.response = self.body = self.handed_over = self.sent = None
        self.chunks = self.length = None
        self.shows_link = False
        # Of a replay: what was changed, what was refused (replaying.py).
        self.replay = None
        self.unseen = []
        self.layers = layers.Layers(request)
        self.queries = queries.Queries()
        self.renders = rendering.Renders()
        self.events = events.Events()
        self.server = servers.look(request.META)
        self.nginx = servers.nginx(request.META, self.server)
        self.others = install.template_engine_of_others()
        self._tokens = []

    def __enter__(self):
        # First what may be interrupted, by a replay that is late: then nothing is left.
        try:
            self.queries.watch()
        except BaseException:
            self.queries.leave()
            raise
        self._tokens.append(current.set(self))
        running.add(self)
        return self

    def __exit__(self, *_):
        running.discard(self)
        current.reset(self._tokens.pop())
        self.queries.leave()

    @property
    def at(self):
        return datetime.fromtimestamp(0, UTC) + timedelta(seconds=self.wall)

    @property
    def match(self):
        """What the URLconf found, or None."""
        return self.url and self.url.match

    @property
    def is_own(self):
        """Whether it is a page of X-ray's, which would push the others out."""
        return bool(self.match) and APP in self.match.app_names

    def not_seen(self, part, why):
        """Say in a sentence what cannot be seen, once."""
        if (part, why) not in self.unseen:
            self.unseen.append((part, why))

    def hand_over(self, response):
        """The response goes to the server; a stream is looked at while it flows."""
        self.response = response
        if not response.streaming:
            # A server may empty the response before it closes it: for HEAD.
            self.body = response.content
        if response.streaming and getattr(response, "file_to_stream", None) is None:
            if response.is_async:
                self.not_seen("stream", "It is sent by an asynchronous generator.")
            else:
                chunks = response.streaming_content
                response.streaming_content = self.streamed(chunks)
        self.handed_over = perf_counter_ns()

    def streamed(self, chunks):
        """Give the chunks as they are, and record while each of them is made."""
        self.chunks = self.length = 0
        chunks = iter(chunks)
        while True:
            with self:
                chunk = next(chunks, None)
            if chunk is None:
                return
            self.chunks += 1
            self.length += len(chunk)
            yield chunk

    def forget(self):
        """Let go of everything, at once: request and recording hold each other, and
        thousands of notes would wait for Python's collector of garbage."""
        vars(self).clear()

    def closed(self):
        """The server has sent the response, and says so."""
        self.sent = perf_counter_ns()
