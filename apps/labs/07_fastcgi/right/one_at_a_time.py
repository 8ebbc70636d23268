"""One connection at a time and one request on it, a second is refused; no threads."""

import contextlib
import os
import socket
import struct
import sys


class Gone(Exception):
    pass


def receive(connection, size):
    data = b""
    while len(data) < size:
        chunk = connection.recv(size - len(data))
        if not chunk:
            raise Gone
        data += chunk
    return data


def send(connection, kind, number, content=b""):
    padding = 255 if content else 0
    head = struct.pack(">BBHHBB", 1, kind, number, len(content), padding, 0)
    connection.sendall(head + content + b"x" * padding)


def pairs(data):
    found, at = [], 0
    while at < len(data):
        lengths = []
        for _ in "name", "value":
            if data[at] >> 7:
                lengths.append(struct.unpack(">I", data[at : at + 4])[0] - (1 << 31))
                at += 4
            else:
                lengths.append(data[at])
                at += 1
        name, value = lengths
        found.append((data[at : at + name], data[at + name : at + name + value]))
        at += name + value
    return found


def serve(connection, number_of):
    current = None
    while True:
        version, kind, number, length, padding = struct.unpack(
            ">BBHHBx", receive(connection, 8)
        )
        content = receive(connection, length)
        receive(connection, padding)
        if version != 1:
            return
        if number == 0:
            if kind != 9:
                send(connection, 11, 0, struct.pack(">B7x", kind))
                continue
            told = b""
            for name, _ in pairs(content):
                value = {b"FCGI_MPXS_CONNS": b"0"}.get(name, b"1")
                if name.startswith(b"FCGI_M"):
                    told += bytes([len(name), len(value)]) + name + value
            send(connection, 10, 0, told)
        elif kind == 1:
            role, flags = struct.unpack(">HB5x", content)
            if current is not None:
                send(connection, 3, number, struct.pack(">IB3x", 0, 1))
            elif role != 1:
                send(connection, 3, number, struct.pack(">IB3x", 0, 3))
            else:
                current, params, body = number, b"", b""
        elif number != current:
            continue
        elif kind == 2:
            send(connection, 6, number)
            send(connection, 3, number, bytes(8))
            current = None
        elif kind == 4:
            params += content
        elif kind == 5:
            body += content
            if content:
                continue
            lines = b"".join(b"%b=%b\n" % pair for pair in pairs(params))
            told = (b"text/plain", os.getpid(), next(number_of))
            page = b"Content-type: %b\nX-Process: %d\nX-Request: %d\n\n" % told
            page += lines + b"\n" + body
            while page:
                send(connection, 6, number, page[:65535])
                page = page[65535:]
            send(connection, 6, number)
            send(connection, 3, number, bytes(8))
            current = None
            if not flags & 1:
                return


with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listener:
    number_of = iter(range(10**9))
    while True:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(Gone, OSError, struct.error):
            serve(connection, number_of)
