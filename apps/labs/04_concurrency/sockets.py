"""What the four servers do alike: listen, read with patience, send, hang up, end.

Labs 02 and 03 tell of these steps. New is only how to end: a signal may come at any
moment, in the middle of an answer too. So it does nothing but make a socket readable,
`wake`, at which each server looks when it would wait. Until somebody reads from it, and
nobody does, it stays so: all who look, threads and children too, see it.
"""

import select
import signal
import socket
import sys
import time

PATIENCE = 5  # seconds from one answer to the whole of the next request
MOST_CLIENTS = 100  # at once; the others wait in the queue of the kernel


def run(serve, *more_signals):
    """Serve on the port that was asked for, until SIGTERM or Ctrl-C."""
    wake = on_signals(signal.SIGTERM, signal.SIGINT, *more_signals)
    with listening() as listener:
        host, port = listener.getsockname()
        print(f"http://{host}:{port}/ is served. Ctrl-C ends it.", flush=True)
        serve(listener, wake)
    print("Ended.", flush=True)


def listening():
    """Open a socket that clients can connect to."""
    asked = sys.argv[1] if sys.argv[1:] else None
    try:
        listener = socket.create_server(("127.0.0.1", int(asked or 8000)), backlog=128)
    except (OSError, ValueError, OverflowError) as error:
        if asked:
            sys.exit(f"Port {asked} is not to be had ({error}): type another, or none.")
        print(f"Port 8000 is not to be had ({error.strerror}): any other.")
        listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    # accept does not wait any more: several may see one client, and one be quicker.
    listener.setblocking(False)
    return listener


def on_signals(*numbers):
    """Give a socket that becomes readable when one of these signals has come."""
    wake, write = socket.socketpair()
    for end in wake, write:
        end.setblocking(False)
    # Python writes the number of each signal into it; the handler has nothing to do.
    signal.set_wakeup_fd(write.detach(), warn_on_full_buffer=False)
    for number in numbers:
        signal.signal(number, lambda *_: None)
    return wake


def has_come(wake):
    return wake in select.select([wake], [], [], 0)[0]


def accept(listener):
    """Give the next client, or None when there is none, or no room for one."""
    try:
        connection, _ = listener.accept()
    except OSError:  # another was quicker; it has gone; too many files are open
        return None
    # Or the end of an answer waits until the client has confirmed its beginning.
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def receive(connection, deadline, wake=None):
    """Give what comes next; b"" at the end, when time is up, or with `wake`."""
    left = deadline - time.monotonic()
    if left <= 0:
        return b""  # It may send for ever: that does not make it less late.
    watched = [connection, wake] if wake else [connection]
    ready = select.select(watched, [], [], left)[0]
    return connection.recv(65536) if connection in ready else b""


def send(connection, words):
    """Send all; a client that takes nothing for a while is given up (TimeoutError)."""
    connection.settimeout(PATIENCE)
    view = memoryview(words)
    while view:
        view = view[connection.send(view) :]


def hang_up(connection):
    """Close so that the last answer arrives: first read what still comes (9.6)."""
    connection.shutdown(socket.SHUT_WR)
    deadline = time.monotonic() + 1
    while receive(connection, deadline):
        pass
