"""A real mail server on this machine, for tests: it can stop, stall and restart."""

import asyncio
import socket
import threading
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class MailServer:
    def __init__(self):
        self.port = free_port()
        self.letters = []
        self.seen = []  # also those that it had, and did not say so
        self.controller = None
        # While it stalls it has a letter's text and does not say "accepted".
        self.is_stalled = threading.Event()
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        # What it answers instead of taking a letter: "451 Later", "550 Nobody here".
        self.refusal = ""
        # Whether it dies when it has half of a letter.
        self.hangs_up = False

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        self.may_go_on.set()
        if self.controller:
            self.controller.stop()
        self.controller = None

    def stall(self):
        """Take the next letter, and keep its sender waiting."""
        self.is_stalled.clear()
        self.may_go_on.clear()

    async def handle_DATA(self, server, session, envelope):
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.seen.append(letter)
        while not self.may_go_on.is_set():
            self.is_stalled.set()
            await asyncio.sleep(0.01)
        if self.hangs_up:
            server.transport.abort()
            return "421 Gone"
        if self.refusal:
            return self.refusal
        self.letters.append(letter)
        return "250 Accepted"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
