"""The second of four servers: a thread for each client.

python threads.py [port]
"""

from sockets import run


def serve(listener, wake):
    # Your part: chapter one's loop, but each client is talked to in a thread of its own
    # (one_at_a_time.talk). How many threads may there be? And when `wake` comes, who is
    # still to be answered?
    print("Threads: not yet.", flush=True)


if __name__ == "__main__":
    run(serve)
