"""The judge of answers waits for what may still be on its way."""

import socket
import threading

import pytest

from apps.labs.judge import read_answer, refuse_more, request
from apps.labs.wires import Refused, Wire

pytestmark = pytest.mark.database("sqlite")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"


@pytest.mark.parametrize("content", [b"hello", b""])
def test_content_after_an_answer_to_head_is_seen_however_late(content):
    """What comes at the last possible moment: when the server hears of the end."""

    def serve():
        with listener.accept()[0] as connection:
            connection.recv(1000)
            connection.sendall(HEAD)
            while connection.recv(1000):
                pass
            connection.sendall(content)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=serve)
        server.start()
        wire = Wire(socket.create_connection(listener.getsockname()), patience=30)
        wire.send(request("/", "HEAD"))
        answer = read_answer(wire, b"HEAD")
        try:
            if content:
                with pytest.raises(Refused, match="HEAD ends with the empty line"):
                    refuse_more(answer, is_to_head=True)
            else:
                refuse_more(answer, is_to_head=True)
        finally:
            wire.close()
            server.join()
