"""The standard library's own event loop, with the given conversation."""

import asyncio
import contextlib
import signal
import sys

from messages import Conversation
from pages import answer_to

FILE = "events.py"


async def talk(reader, writer):
    conversation = Conversation(answer_to)
    with contextlib.suppress(OSError, TimeoutError):
        while True:
            answer = conversation.next_answer()
            if not answer:
                data = await asyncio.wait_for(reader.read(65536), 5)
                if not data:
                    break
                conversation.receive(data)
                continue
            await asyncio.sleep(answer.after)
            writer.write(answer.words)
            await writer.drain()
            if answer.is_last:
                break
        writer.close()


async def main():
    server = await asyncio.start_server(talk, "127.0.0.1", int(sys.argv[1]))
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, server.close)
    with contextlib.suppress(asyncio.CancelledError):
        await server.serve_forever()


asyncio.run(main())
