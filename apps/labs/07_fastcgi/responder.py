"""Answer many requests with one process: a FastCGI responder (FastCGI 1.0).

    python responder.py [port]

CGI gave each request a process: environment, standard input, standard output. FastCGI
sends the same three over a connection, cut into records, to a process that stays. What
is said over HTTP a web server has understood already; try this one behind nginx:

    python front.py                         http://127.0.0.1:8007/ in a browser

or without any web server: cgi-fcgi -bind -connect 127.0.0.1:9000 (which plays the CGI
script that a web server starts, and passes all on).

Numbers such as 3.3 are sections of the FastCGI Specification, document version 1.0 of
29 April 1996.
"""

import itertools
import os
import socket
import struct
import sys
import threading

# Types of records and their fellows, by the names and numbers of section 8.
BEGIN_REQUEST, ABORT_REQUEST, END_REQUEST, PARAMS, STDIN, STDOUT = range(1, 7)
GET_VALUES, GET_VALUES_RESULT, UNKNOWN_TYPE = 9, 10, 11
RESPONDER = 1
KEEP_CONN = 1
REQUEST_COMPLETE, CANT_MPX_CONN, OVERLOADED, UNKNOWN_ROLE = range(4)
HEADER = struct.Struct(">BBHHBx")  # version, type, request id, length, padding (3.3)
MOST = 65_535  # bytes in one record: its length has 16 bits

MOST_CONNECTIONS = 64
MOST_REQUESTS = 16  # at once, on one connection
LONGEST_REQUEST = 16 << 20  # parameters and body, which are kept in memory


# The application. It lives on between requests: that is the gain over CGI, and the risk.

served = itertools.count(1)


def application(environ, body):
    """Tell what was asked; the answer is written as a CGI script would write it."""
    head = (
        "Content-Type: text/plain; charset=utf-8\n"
        f"X-Process: {os.getpid()}\n"
        f"X-Request: {next(served)}\n\n"
    )
    lines = [b"%b=%b\n" % pair for pair in sorted(environ.items())]
    return b"".join([head.encode(), *lines, b"\n", body])


# The protocol


def main():
    asked = sys.argv[1] if sys.argv[1:] else None
    with listening(asked) as listener:
        host, port = listener.getsockname()
        print(f"FastCGI on {host}, port {port}. Ctrl-C ends it.", flush=True)
        slots = threading.BoundedSemaphore(MOST_CONNECTIONS)
        while True:
            # So many connections at once; others wait in the queue of the socket.
            slots.acquire()
            connection, _ = listener.accept()
            work = threading.Thread(target=attend, args=(connection, slots))
            work.daemon = True
            work.start()


def listening(asked):
    """Open a socket, of this machine only: whoever can reach it can pretend to be the
    web server, and to have checked anybody's password.
    """
    try:
        return socket.create_server(("127.0.0.1", int(asked or 9000)))
    except (OSError, ValueError, OverflowError) as error:
        if asked:
            sys.exit(f"Port {asked} is not to be had ({error}): type another, or none.")
        print(f"Port 9000 is not to be had ({error.strerror}): any other.")
        return socket.create_server(("127.0.0.1", 0))


def attend(connection, slots):
    """Serve one connection to its end."""
    try:
        with connection, connection.makefile("rb") as stream:
            Conversation(connection, stream).hold()
    except (ConnectionError, ValueError, struct.error) as error:
        # It broke off, or does not speak FastCGI. That ends this connection.
        print(f"A connection was given up: {error}", file=sys.stderr, flush=True)
    finally:
        slots.release()


class Conversation:
    """One connection: records in, records out, of several requests by turns."""

    def __init__(self, connection, stream):
        self.connection, self.stream = connection, stream
        self.requests = {}  # the active ones, by their id

    def hold(self):
        while record := self.read():
            kind, number, content = record
            if number == 0:
                self.manage(kind, content)
            elif kind == BEGIN_REQUEST:
                self.begin(number, content)
            # A record of a request that is not active is ignored (3.3): it may have
            # been on its way when the request was ended.
            elif number in self.requests and self.take(kind, number, content):
                return

    # Records

    def read(self):
        """Read one record; None at the end of the connection.

        read(n) of a file waits for n bytes; the socket's recv(n) would give what is
        there. TCP knows no records.
        """
        header = self.stream.read(HEADER.size)
        if not header:
            return None
        if len(header) < HEADER.size:
            raise ValueError("it ended in the middle of a header")
        version, kind, number, length, padding = HEADER.unpack(header)
        if version != 1:
            raise ValueError(f"version {version} of the protocol, or none of it")
        content = self.stream.read(length)
        # The padding is there so that the next record begins at a round address. It is
        # read and forgotten (3.3), or it would be taken for the next header.
        skipped = self.stream.read(padding)
        if len(content) < length or len(skipped) < padding:
            raise ValueError("it ended in the middle of a record")
        return kind, number, content

    def write(self, kind, number, content=b""):
        """Write one record, up to a multiple of eight bytes, as 3.3 recommends."""
        padding = -len(content) % 8
        header = HEADER.pack(1, kind, number, len(content), padding)
        self.connection.sendall(header + content + bytes(padding))

    def write_stream(self, kind, number, content):
        """Write records as long as may be, and an empty one, which is the end (3.3)."""
        for start in range(0, len(content), MOST):
            self.write(kind, number, content[start : start + MOST])
        self.write(kind, number)

    # Requests

    def begin(self, number, content):
        """A request: which part are we to play, and who closes the connection (5.1)?"""
        role, flags = struct.unpack(">HB5x", content)
        if number in self.requests:
            raise ValueError(f"request {number} began twice")
        if role != RESPONDER:
            # An authorizer or a filter (6.3, 6.4), which we are not.
            self.end(number, UNKNOWN_ROLE)
        elif len(self.requests) == MOST_REQUESTS:
            self.end(number, OVERLOADED)
        else:
            self.requests[number] = Request(keep=bool(flags & KEEP_CONN))

    def take(self, kind, number, content):
        """Take a record of an active request; true if the connection is to be closed."""
        request = self.requests[number]
        if kind == ABORT_REQUEST:
            # The browser has gone: no answer, but an end there must be (5.4).
            return self.finish(number, request, status=1)
        if kind == PARAMS:
            request.params += content
        elif kind == STDIN and content:
            request.body += content
        elif kind == STDIN:
            # An empty record ends a stream. That of PARAMS has come already: a
            # responder is sent the parameters first, and then the body (6.2).
            self.write_stream(STDOUT, number, request.answer())
            return self.finish(number, request)
        if len(request.params) + len(request.body) > LONGEST_REQUEST:
            request.forget()
        return False

    def finish(self, number, request, status=0):
        """End a request; true if the web server has left the closing to us (3.5)."""
        del self.requests[number]
        self.end(number, REQUEST_COMPLETE, status)
        # Another request of this connection may not be done yet.
        return not request.keep and not self.requests

    def end(self, number, protocol_status, status=0):
        """END_REQUEST (5.5): `status` is what a CGI script's exit status would be."""
        self.write(END_REQUEST, number, struct.pack(">IB3x", status, protocol_status))

    # What is about no request

    def manage(self, kind, content):
        """Answer what a web server wants to know of us (4.1)."""
        if kind != GET_VALUES:
            # Of a later version, perhaps. The web server should know (4.2).
            self.write(UNKNOWN_TYPE, 0, struct.pack(">B7x", kind))
            return
        values = {
            b"FCGI_MAX_CONNS": str(MOST_CONNECTIONS).encode(),
            b"FCGI_MAX_REQS": str(MOST_CONNECTIONS * MOST_REQUESTS).encode(),
            b"FCGI_MPXS_CONNS": b"1",  # several requests on one connection: yes
        }
        asked = [name for name, _ in pairs(content) if name in values]
        told = b"".join(pair(name, values[name]) for name in asked)
        self.write(GET_VALUES_RESULT, 0, told)


class Request:
    """What has come of a request so far."""

    def __init__(self, keep):
        self.keep = keep
        self.is_too_long = False
        self.params, self.body = bytearray(), bytearray()

    def forget(self):
        """Keep no more of it; but read it to its end, or nobody would hear the answer."""
        self.is_too_long = True
        self.params, self.body = bytearray(), bytearray()

    def answer(self):
        if self.is_too_long:
            return b"Status: 413 Content Too Large\nContent-Type: text/plain\n\n"
        return application(dict(pairs(bytes(self.params))), bytes(self.body))


# Names and values (3.4)


def pairs(content):
    """Give (name, value) of what stands there one after the other."""
    at = 0
    while at < len(content):
        name_length, at = read_length(content, at)
        value_length, at = read_length(content, at)
        end = at + name_length + value_length
        if end > len(content):
            raise ValueError("a name or value is longer than what came")
        yield content[at : at + name_length], content[at + name_length : end]
        at = end


def read_length(content, at):
    """Read one byte; or four, if the first bit of the first is set: it does not count."""
    if at < len(content) and content[at] < 128:
        return content[at], at + 1
    if at + 4 > len(content):
        raise ValueError("a length ends too early")
    return struct.unpack_from(">I", content, at)[0] & 0x7FFFFFFF, at + 4


def pair(name, value):
    """Write one pair; names and values of ours are short."""
    return bytes([len(name), len(value)]) + name + value


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
