"""The second of four servers: a thread for each client.

    python threads.py [port]

A thread that waits, for a client or for a database, lets the others run. So ten that
wait are done as soon as one. Ten that compute are not: of the threads of one process
only one at a time runs Python, the one that holds the interpreter's lock (the GIL).
"""

import select
import threading

from one_at_a_time import talk
from sockets import MOST_CLIENTS, accept, run


def serve(listener, wake):
    # A thread costs memory, and a connection a file. Without a bound any client could
    # use up both by connecting often; so whoever finds no room waits in the queue.
    room = threading.Semaphore(MOST_CLIENTS)
    clients = set()
    while True:
        room.acquire()
        if wake in select.select([listener, wake], [], [])[0]:
            break
        connection = accept(listener)
        if not connection:
            room.release()
            continue
        thread = threading.Thread(target=talk_and_leave, args=(connection, wake, room))
        thread.start()
        clients = {thread, *(other for other in clients if other.is_alive())}
    # All threads see `wake` too: who is idle leaves, who is busy answers and leaves.
    for thread in clients:
        thread.join()


def talk_and_leave(connection, wake, room):
    try:
        talk(connection, wake)
    finally:
        # Whatever happens: a place that is not given back is lost for ever.
        room.release()


if __name__ == "__main__":
    run(serve)
