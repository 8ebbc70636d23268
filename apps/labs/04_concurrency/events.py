"""The fourth of four servers: one thread that never waits for one client alone.

    python events.py [port]

A selector tells which of many sockets are ready; whoever is ready is served for a
moment. Each client has a generator, `converse`: where chapter one waits, it yields what
it waits for, and goes on when that has come. Its text is nearly that of chapter one;
with `await` in the place of `yield` it would be asyncio, which is built like this.

A client costs some kilobytes here and no thread. The price: who computes keeps all the
others waiting. Open /compute?below=900000 in one tab, and this page in another.
"""

import heapq
import itertools
import selectors
import socket
import time

from messages import Conversation
from pages import answer_to
from sockets import PATIENCE, accept, run

MOST_CLIENTS = 200  # a file each; systems allow a process 256, or 1024, if not told
READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
# Two more things to wait for: the first byte of a next request, and that time passes.
IDLE, PAUSE = "idle", "pause"


def serve(listener, wake):
    Loop(listener, wake).run()


def converse(connection, loop):
    conversation = Conversation(answer_to)
    deadline, has_asked = time.monotonic() + PATIENCE, False
    while True:
        answer = conversation.next_answer(is_last=loop.is_ending)
        if answer:
            # For no time at all too: who has sent many requests at once is not served
            # them all before the others get their turn.
            yield PAUSE, answer.after
            yield from send(connection, answer.words)
            if answer.is_last:
                yield from hang_up(connection)
                return
            deadline, has_asked = time.monotonic() + PATIENCE, True
        else:
            event = IDLE if has_asked and conversation.is_idle else READ
            is_ready = yield event, deadline - time.monotonic()
            data = is_ready and connection.recv(65536)
            if not data:
                return
            conversation.receive(data)


def send(connection, words):
    view = memoryview(words)
    while view:
        if not (yield WRITE, PATIENCE):
            raise TimeoutError("it takes nothing any more")
        # As much as there is room for now; the rest when there is room again.
        view = view[connection.send(view) :]


def hang_up(connection):
    connection.shutdown(socket.SHUT_WR)
    deadline = time.monotonic() + 1
    while (yield READ, deadline - time.monotonic()):
        if not connection.recv(65536):
            return


class Client:
    def __init__(self, connection, loop):
        self.connection = connection
        self.steps = converse(connection, loop)
        self.waits_for = None
        self.alarm = None  # the number of the alarm that counts


class Loop:
    """Who waits for what, and until when."""

    def __init__(self, listener, wake):
        self.listener, self.wake = listener, wake
        self.selector = selectors.DefaultSelector()
        self.clients = set()
        self.alarms = []  # a heap of (time, number, client): the first is the earliest
        self.numbers = itertools.count()
        self.is_ending = False

    def run(self):
        self.selector.register(self.wake, READ)
        while self.clients or not self.is_ending:
            self.watch_listener()
            # The only place where this program waits.
            ready = {key.fileobj: key.data for key, _ in self.select()}
            for client in filter(None, ready.values()):
                self.go_on(client, is_ready=True)
            if self.listener in ready:
                self.welcome()
            if self.wake in ready:  # last, so that what has come is still answered
                self.end()
            self.ring()
        self.selector.close()

    def select(self):
        seconds = self.alarms[0][0] - time.monotonic() if self.alarms else None
        return self.selector.select(seconds if seconds is None else max(seconds, 0))

    def watch_listener(self):
        """Look for new clients as long as there is room for them."""
        is_watched = self.listener in self.selector.get_map()
        is_wanted = len(self.clients) < MOST_CLIENTS and not self.is_ending
        if is_wanted and not is_watched:
            self.selector.register(self.listener, READ)
        elif is_watched and not is_wanted:
            self.selector.unregister(self.listener)

    def welcome(self):
        if connection := accept(self.listener):
            connection.setblocking(False)
            client = Client(connection, self)
            self.clients.add(client)
            self.go_on(client)

    def go_on(self, client, is_ready=None):
        """Run a client's steps up to the next at which it must wait."""
        if client.waits_for in {READ, WRITE, IDLE}:
            self.selector.unregister(client.connection)
        try:
            client.waits_for, seconds = client.steps.send(is_ready)
        except StopIteration:
            return self.leave(client)
        except OSError as error:
            print(f"A client was lost: {error}", flush=True)
            return self.leave(client)
        client.alarm = next(self.numbers)
        when = time.monotonic() + seconds
        heapq.heappush(self.alarms, (when, client.alarm, client))
        if client.waits_for != PAUSE:
            event = READ if client.waits_for == IDLE else client.waits_for
            self.selector.register(client.connection, event, client)

    def leave(self, client):
        client.alarm = None
        client.connection.close()
        self.clients.discard(client)

    def ring(self):
        """Go on with those whose time has passed."""
        while self.alarms and self.alarms[0][0] <= time.monotonic():
            _, number, client = heapq.heappop(self.alarms)
            if client.alarm == number:  # else it has gone on long ago
                self.go_on(client, is_ready=False)

    def end(self):
        """Let go who asks nothing more; the others get their answer first."""
        self.is_ending = True
        self.selector.unregister(self.wake)
        for client in [c for c in self.clients if c.waits_for == IDLE]:
            self.go_on(client, is_ready=False)


if __name__ == "__main__":
    run(serve)
