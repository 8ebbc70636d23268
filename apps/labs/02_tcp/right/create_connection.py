"""A client of few lines: create_connection tries the addresses by itself."""

import shutil
import socket
import sys

FILE = "echo_client.py"

try:
    connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))
except OSError as error:
    sys.exit(str(error))
with connection, connection.makefile("rwb") as stream:
    shutil.copyfileobj(sys.stdin.buffer, stream)
    stream.flush()
    connection.shutdown(socket.SHUT_WR)
    shutil.copyfileobj(stream, sys.stdout.buffer)
