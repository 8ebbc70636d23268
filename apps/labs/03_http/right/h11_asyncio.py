"""A server that leaves the grammar to h11: an event loop, kept connections, chunks."""

import asyncio
import mimetypes
import sys
from email.utils import formatdate
from pathlib import Path
from urllib.parse import unquote, urlsplit

import h11

FILE = "server.py"
ROOT = (Path(__file__).parent / "public").resolve()


async def talk(reader, writer):
    server = h11.Connection(h11.SERVER, max_incomplete_event_size=20_000)
    try:
        while server.our_state is h11.IDLE:
            await answer_one(server, reader, writer)
            if server.our_state is h11.DONE and server.their_state is h11.DONE:
                server.start_next_cycle()
    except (ConnectionError, TimeoutError):
        pass
    finally:
        writer.close()


async def answer_one(server, reader, writer):
    request = None
    try:
        while (event := server.next_event()) is not h11.PAUSED:
            if event is h11.NEED_DATA:
                data = await asyncio.wait_for(reader.read(65536), 5)
                server.receive_data(data)
            elif isinstance(event, h11.Request):
                request = event
                print(event.method, event.target.decode(), *event.headers, flush=True)
            elif isinstance(event, h11.EndOfMessage):
                break
            elif isinstance(event, h11.ConnectionClosed):
                return
        status, kind, body = found(request)
    except h11.RemoteProtocolError as error:
        # h11 counts the head; a first line that is too long has a status of its own.
        is_long = "Receive buffer too long" in str(error)
        status = 414 if is_long else error.error_status_hint
        kind, body = "text/plain", str(error).encode()
    if server.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
        return
    fields = [("Server", "right"), ("date", formatdate(usegmt=True)), ("X-Extra", "1")]
    fields += [("content-type", kind), ("Allow", "HEAD, GET")]
    response = h11.Response(status_code=status, headers=fields)
    for event in response, h11.Data(data=body), h11.EndOfMessage():
        writer.write(server.send(event) or b"")
    await writer.drain()


def found(request):
    """Give status, kind and content; without a length h11 sends chunks."""
    check_more(request)
    if request.method in {b"POST", b"PUT", b"DELETE"}:
        return 405, "text/plain", b"no"
    if request.method not in {b"GET", b"HEAD"}:
        return 501, "text/plain", b"what?"
    path = unquote(urlsplit(request.target.decode("ascii")).path)
    file = (ROOT / (path.lstrip("/") or "index.html")).resolve()
    try:
        if not file.is_relative_to(ROOT) or not file.is_file():
            return 404, "text/plain", b"not here"
    except (OSError, ValueError):
        return 404, "text/plain", b"not here"
    kind = mimetypes.guess_type(file.name)[0] or "text/plain"
    return 200, kind, file.read_bytes()


def check_more(request):
    """Refuse what h11 lets pass."""
    target = request.target
    hosts = [value for name, value in request.headers if name == b"host"]
    bad_host = any(c in b"/@, " for host in hosts for c in host) or any(
        not host.rpartition(b":")[2].isdigit() for host in hosts if b":" in host
    )
    codings = [v for name, v in request.headers if name == b"transfer-encoding"]
    lengths = [v for name, v in request.headers if name == b"content-length"]
    bad_target = not target.isascii() or b"#" in target
    bad_target |= not target.startswith((b"/", b"http://"))
    if bad_host or bad_target or (codings and lengths) or request.http_version > b"1.9":
        raise h11.RemoteProtocolError("not so", error_status_hint=400)


async def main():
    server = await asyncio.start_server(talk, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


asyncio.run(main())
