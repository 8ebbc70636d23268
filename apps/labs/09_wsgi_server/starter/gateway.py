"""Between HTTP and the application: the server side of PEP 3333. Your part.

server.py accepts connections and request.py has read the request; both are given, and
lab 03 was about them. A `Request` has

    method "POST"           path b"/gr\xc3\xbc\xc3\x9fe"   (the percent signs undone)
    query "a=%20b"          version "HTTP/1.1"
    fields [("host", "127.0.0.1"), …]    names in small letters, values as latin-1
    body    a file of bytes that ends where the body ends; length: its length, or None
    near, far               (address, port) of this side of the connection, and the client's

One request a connection: afterwards server.py closes it.
"""

from email.utils import formatdate


def answer(request, connection, application):
    """Have one request answered by the application."""
    # Your part:
    #   make environ, the dictionary of PEP 3333;
    #   call the application with it and with a start_response of yours;
    #   send status, fields and an empty line when the first piece of content is there,
    #   then the pieces; call close(), whatever happens.
    # connection.sendall(…) takes bytes.
    send(connection, "501 Not Implemented", b"gateway.py is yet to be written.\n")


def refuse(refused, connection):
    """Answer a request that never became one (given)."""
    status = f"{refused.status:d} {refused.status.phrase}"
    body = b"" if refused.is_head_request else f"{status}\n".encode("ascii")
    send(connection, status, body)


def send(connection, status, body):
    """Send an answer of the server's own (given)."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Date: {formatdate(usegmt=True)}",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    head = "".join(f"{line}\r\n" for line in [*lines, ""])
    connection.sendall(head.encode("ascii") + body)
