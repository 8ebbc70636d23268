"""An event loop with h11 for HTTP: chunked requests, pipes, and Content-Length."""

import asyncio
import os
import sys
from pathlib import Path
from urllib.parse import unquote

import h11

FOLDER = Path(__file__).resolve().parent / "cgi-bin"
TIMEOUT = float(os.environ.get("TIMEOUT", 30))
PORT = int(sys.argv[1])


class Failed(Exception):
    pass


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    await server.serve_forever()


async def serve(reader, writer):
    connection = h11.Connection(h11.SERVER)
    try:
        request, body = await read(connection, reader)
        try:
            status, fields, content = await answer(request, body)
        except Failed as failed:
            status, fields, content = failed.args[0], [], b"No.\n"
        fields = [(n, v) for n, v in fields if n.lower() not in {"status", "date"}]
        length = [("Content-Length", str(len(content))), ("Connection", "close")]
        head = h11.Response(status_code=status, headers=fields + length)
        writer.write(connection.send(head))
        if request.method != b"HEAD":
            writer.write(connection.send(h11.Data(data=content)))
            writer.write(connection.send(h11.EndOfMessage()))
        await writer.drain()
    except (ConnectionError, h11.RemoteProtocolError):
        pass
    writer.close()


async def read(connection, reader):
    request, body = None, b""
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(65536))
        elif isinstance(event, h11.Request):
            request = event
        elif isinstance(event, h11.Data):
            body += event.data
        else:
            return request, body


async def answer(request, body):
    method, target = request.method.decode(), request.target.decode("latin-1")
    for _ in range(5):
        script, environ = prepare(request, method, target, body)
        output = await run(script, environ, body)
        head, _, content = output.replace(b"\r\n", b"\n", 1).partition(b"\n\n")
        for ending in b"\r\n\r\n", b"\n\n":
            if ending in output:
                head, _, content = output.partition(ending)
                break
        else:
            raise Failed(502)
        fields = []
        for line in head.decode("latin-1").splitlines():
            name, colon, value = line.partition(":")
            if not colon:
                raise Failed(502)
            fields.append((name, value.strip()))
        said = {name.lower(): value for name, value in fields}
        if len(said) == 1 and said.get("location", "").startswith("/"):
            method, target, body = "GET", said["location"], b""
            continue
        status = said.get("status", "302" if "location" in said else "200")
        return int(status[:3]), fields, content
    raise Failed(500)


def prepare(request, method, target, body):
    path, _, query = target.partition("?")
    parts = path.split("/")
    if parts[:2] != ["", "cgi-bin"] or len(parts) < 3:
        raise Failed(404)
    name = unquote(parts[2])
    script = FOLDER / name
    if "/" in name or not script.is_file() or not os.access(script, os.X_OK):
        raise Failed(404)
    environ = {
        "GATEWAY_INTERFACE": "CGI/1.1",
        "SERVER_SOFTWARE": "asyncio",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(PORT),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_HOST": "",
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": f"/cgi-bin/{name}",
        "PATH_INFO": unquote("".join("/" + part for part in parts[3:])),
        "QUERY_STRING": query,
        "PATH": os.environ["PATH"],
    }
    for name, value in request.headers:
        name, value = name.decode().upper().replace("-", "_"), value.decode("latin-1")
        if name == "CONTENT_TYPE" and body:
            environ[name] = value
        elif name not in {"CONTENT_LENGTH", "CONTENT_TYPE", "PROXY"}:
            name = f"HTTP_{name}"
            environ[name] = f"{environ[name]},{value}" if name in environ else value
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    return script, environ


async def run(script, environ, body):
    try:
        process = await asyncio.create_subprocess_exec(
            script,
            env=environ,
            cwd=FOLDER,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
    except OSError:
        raise Failed(500) from None
    try:
        output, _ = await asyncio.wait_for(process.communicate(body), TIMEOUT)
        return output
    except TimeoutError:
        os.killpg(process.pid, 9)
        raise Failed(504) from None


asyncio.run(main())
