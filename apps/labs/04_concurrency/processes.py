"""The third of four servers: processes, under a master that keeps them alive.

    python processes.py [port]

Each process has an interpreter of its own, with a lock of its own: so they compute at
the same time, on as many processors as there are. And what kills one leaves the others
alive. They are forked before clients come, share the listening socket, and serve as
threads.py does. The master serves nobody. It watches, as gunicorn's arbiter does:

    a child that dies is replaced
    kill -HUP    new children with the program as it is now; then the old ones leave
    kill -TERM   all leave, each when its clients have their answers; so does Ctrl-C

Change edition.txt, or pages.py, and send the master a HUP, while others use the site.
"""

import os
import select
import signal
import socket
import sys
import time
import traceback

from sockets import has_come, run  # and not pages: see work

CHILDREN = 4
GRACE = 15  # seconds to leave in, when all is to end


def serve(listener, wake):
    Master(listener, wake).run()


class Child:
    """What the master knows of a child. `line` is a socket whose other end it holds."""

    def __init__(self, pid, line, edition):
        self.pid, self.line, self.edition = pid, line, edition
        self.is_ready = self.is_leaving = False

    def let_go(self):
        # The end of its line is what the child sees as `wake`. When the master is killed
        # its lines end too: no child stays behind alone.
        self.line.close()
        self.is_leaving = True


class Master:
    def __init__(self, listener, wake):
        self.listener, self.wake = listener, wake
        self.children = {}  # {process id: Child}
        self.edition = 1  # of the program: one more at each reload
        self.not_before = 0  # when to try again after a child that did not start
        self.has_served = self.is_ending = False

    def run(self):
        print(f"The master is process {os.getpid()}.", flush=True)
        while not self.is_ending:
            self.fill()
            self.watch(1)
        deadline = time.monotonic() + GRACE
        for child in self.children.values():
            child.let_go()
        while self.children and time.monotonic() < deadline:
            self.watch(1)
        for pid in self.children:
            os.kill(pid, signal.SIGKILL)

    def fill(self):
        """Start the children that are missing; let the old go when the new are ready."""
        children = self.children.values()
        newest = [c for c in children if c.edition == self.edition and not c.is_leaving]
        if time.monotonic() >= self.not_before:
            for _ in range(CHILDREN - len(newest)):
                self.start_child()
        if sum(child.is_ready for child in newest) == CHILDREN:
            for child in children:
                if child.edition != self.edition:
                    child.let_go()

    def start_child(self):
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if not pid:
            # A copy of the master's end would keep a line open when the master lets go.
            for mine in ours, self.wake, *(c.line for c in self.children.values()):
                mine.close()
            work(self.listener, theirs)
        theirs.close()
        self.children[pid] = Child(pid, ours, self.edition)

    def watch(self, seconds):
        """Wait for a signal, or until a child says that it is ready."""
        starting = {c.line: c for c in self.children.values() if is_starting(c)}
        ready = select.select([self.wake, *starting], [], [], seconds)[0]
        for line in starting.keys() & set(ready):
            self.take_word(starting[line])
        for number in self.wake.recv(64) if self.wake in ready else b"":
            if number == signal.SIGCHLD:
                self.bury()
            elif number == signal.SIGHUP:
                self.edition += 1
                print(f"Reload: edition {self.edition} is started.", flush=True)
            else:
                self.is_ending = True

    def take_word(self, child):
        """Read what a child says: that it is ready, or nothing, if it has ended."""
        if child.line.recv(1):
            child.is_ready = self.has_served = True
            print(f"Process {child.pid} serves edition {child.edition}.", flush=True)

    def bury(self):
        """Take leave of children that have ended; until then they are zombies."""
        while self.children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            child = self.children.pop(pid)
            if not child.is_leaving:
                told = os.waitstatus_to_exitcode(status)
                print(f"Process {pid} has ended ({told}).", flush=True)
            # It may have become ready a moment ago.
            if is_starting(child) and has_come(child.line):
                self.take_word(child)
            if is_starting(child):
                self.has_not_started(child)
            child.line.close()

    def has_not_started(self, child):
        """Go on with what works: a mistake in a new edition takes nobody down."""
        if not self.has_served:
            sys.exit("The program does not start.")
        others = [c for c in self.children.values() if c.edition != child.edition]
        serving = {c.edition for c in others if c.is_ready and not c.is_leaving}
        if child.edition == self.edition and serving:
            self.edition = max(serving)
            print(f"Edition {child.edition} does not start: back.", flush=True)
            for other in self.children.values():
                if other.edition == child.edition:
                    other.let_go()
        # Not at once again: a program that ends at its start would start without end.
        self.not_before = time.monotonic() + 1


def is_starting(child):
    return not child.is_ready and not child.is_leaving


def work(listener, line):
    """Be a child: say that all is ready, and serve until the line ends."""
    status = 1
    try:
        # The master's signals are the master's. Ctrl-C reaches all in the terminal.
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        # Imported here and not above: the master must not have it. What it has loaded
        # every child would inherit, and a reload would bring the old program again.
        import threads

        line.send(b"r")
        threads.serve(listener, wake=line)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)  # not up the stack, into the master's own `with` and `finally`


if __name__ == "__main__":
    run(serve, signal.SIGHUP, signal.SIGCHLD)
