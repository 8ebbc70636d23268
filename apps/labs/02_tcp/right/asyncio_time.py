"""The time by an event loop, in Z and with microseconds."""

import asyncio
import sys
from datetime import UTC, datetime

FILE = "time_server.py"


async def tell(reader, writer):
    writer.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}\r\n".encode())
    await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(tell, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


asyncio.run(main())
