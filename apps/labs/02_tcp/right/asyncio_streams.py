"""An event loop, which serves many clients on one thread; the port from PORT."""

import asyncio
import contextlib
import os

FILE = "echo_server.py"


async def echo(reader, writer):
    with contextlib.suppress(ConnectionError):
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
        writer.close()


async def main():
    server = await asyncio.start_server(echo, "localhost", int(os.environ["PORT"]))
    await server.serve_forever()


asyncio.run(main())
