"""Run any WSGI application: a Flask program, or this very site.

    python server.py [port] [module:callable]

    python server.py                                  hello.py, beside this file
    python server.py flask_app:app                    a Flask application
    DEBUG=1 python apps/labs/09_wsgi_server/server.py 8009 myweb.wsgi
                                                      this site (after `make run`)

Three files, three tasks: this one accepts connections, request.py reads what comes
(RFC 9112), gateway.py calls the application (PEP 3333). Threads, and one request a
connection: lab 04 tells of other ways.
"""

import importlib
import os
import socket
import sys
import threading
import time
import traceback

import gateway
from request import Refused, read_request

PATIENCE = 10  # seconds that a client may be silent, or take nothing
THREADS = 32


def main():
    port, target = None, "hello:application"
    for word in sys.argv[1:]:
        if word.isdecimal():
            port = int(word)
        else:
            target = word
    # Imported before anybody can connect: better no server than one that fails later.
    application = load(target)
    with listening(port) as listener:
        host, port = listener.getsockname()
        print(f"http://{host}:{port}/ is {target}. Ctrl-C ends it.", flush=True)
        # Each takes a client out of the kernel's queue, serves it and takes the next. The
        # threads stay, so that what an application keeps for each, such as a connection
        # to its database, is of use to the next client.
        for _ in range(THREADS):
            words = listener, application
            threading.Thread(target=serve_for_ever, args=words, daemon=True).start()
        threading.Event().wait()


def serve_for_ever(listener, application):
    while True:
        try:
            connection, address = listener.accept()
            with connection:
                serve(connection, address, application)
        except OSError:
            pass  # The client has gone, or takes nothing more: nobody is left to tell.
        except Exception:
            # A mistake of ours. It costs this client its answer, and no other.
            traceback.print_exc()


def load(target):
    """Find "module:callable"; without a name it is called `application`."""
    # Where the server is started, as with the other servers; and beside this file.
    sys.path.insert(0, os.getcwd())
    module, _, name = target.partition(":")
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise  # It is there, and misses another.
        sys.exit(f"No module {module}. Type: python server.py [port] module:callable")
    for part in (name or "application").split("."):
        found = getattr(found, part)
    return found


def listening(asked):
    """Open a socket that clients can connect to; lab 02 tells of each step."""
    try:
        return socket.create_server(("127.0.0.1", asked or 8009), backlog=128)
    except (OSError, OverflowError) as error:
        if asked:
            sys.exit(f"Port {asked} is not to be had ({error}): type another, or none.")
        print(f"Port 8009 is not to be had ({error.strerror}): any other.")
        return socket.create_server(("127.0.0.1", 0), backlog=128)


def serve(connection, address, application):
    """Read one request, have it answered, and hang up with care."""
    connection.settimeout(PATIENCE)
    try:
        request = read_request(connection, address)
        if request:
            gateway.answer(request, connection, application)
    except Refused as refused:
        gateway.refuse(refused, connection)
    hang_up(connection)


def hang_up(connection):
    """Close so that the answer arrives (RFC 9112, 9.6); lab 03 tells why."""
    connection.shutdown(socket.SHUT_WR)
    deadline = time.monotonic() + 1
    while (left := deadline - time.monotonic()) > 0:
        connection.settimeout(left)
        if not connection.recv(65536):
            return


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
