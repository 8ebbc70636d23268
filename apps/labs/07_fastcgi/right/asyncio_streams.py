"""An event loop: short records without padding, STDERR closed too, requests as tasks."""

import asyncio
import os
import sys

served = 0


async def serve(reader, writer):
    requests, tasks = {}, set()

    def send(kind, number, content=b""):
        head = bytes([1, kind]) + number.to_bytes(2) + len(content).to_bytes(2)
        writer.write(head + b"\0\0" + content)

    def end(number, status):
        send(3, number, bytes([0, 0, 0, 0, status, 0, 0, 0]))

    async def answer(number, params, body, keep):
        page = b"Content-Type: text/plain\r\nX-Process: %d\r\nX-Request: %d\r\n\r\n"
        page = page % (os.getpid(), count())
        for name, value in pairs(params):
            page += name + b"=" + value + b"\n"
        page += b"\n" + body
        for at in range(0, len(page), 8000):
            send(6, number, page[at : at + 8000])
            await writer.drain()
        send(6, number)
        send(7, number)
        end(number, 0)
        if not keep:
            writer.close()

    try:
        while True:
            head = await reader.readexactly(8)
            kind, number = head[1], int.from_bytes(head[2:4])
            content = await reader.readexactly(int.from_bytes(head[4:6]))
            await reader.readexactly(head[6])
            if head[0] != 1:
                break
            if number == 0 and kind == 9:
                known = {b"FCGI_MAX_CONNS": 100, b"FCGI_MAX_REQS": 100}
                known[b"FCGI_MPXS_CONNS"] = 1
                told = b""
                for name, _ in pairs(content):
                    if name in known:
                        value = b"%d" % known[name]
                        told += bytes([len(name), len(value)]) + name + value
                send(10, 0, told)
            elif number == 0:
                send(11, 0, bytes([kind]) + bytes(7))
            elif kind == 1 and content[:2] != b"\0\1":
                end(number, 3)
            elif kind == 1:
                requests[number] = [b"", b"", content[2] & 1]
            elif number not in requests:
                continue
            elif kind == 2:
                del requests[number]
                end(number, 0)
            elif kind == 4:
                requests[number][0] += content
            elif kind == 5 and content:
                requests[number][1] += content
            elif kind == 5:
                task = asyncio.create_task(answer(number, *requests.pop(number)))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    writer.close()


def count():
    global served
    served += 1
    return served


def pairs(data):
    while data:
        lengths = []
        for _ in range(2):
            size = 1 if data[0] < 128 else 4
            lengths.append(int.from_bytes(data[:size]) & ~(size // 4 << 31))
            data = data[size:]
        yield data[: lengths[0]], data[lengths[0] : sum(lengths)]
        data = data[sum(lengths) :]


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


asyncio.run(main())
