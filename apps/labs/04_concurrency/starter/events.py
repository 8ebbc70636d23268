"""The fourth of four servers: one thread that never waits for one client alone.

python events.py [port]
"""

from sockets import run


def serve(listener, wake):
    # Your part: a selector (module selectors) that watches the listener, `wake` and all
    # clients, and for each client a conversation and what is still to be sent to it. An
    # answer with `after` must wait so long, and nobody else with it.
    print("Events: not yet.", flush=True)


if __name__ == "__main__":
    run(serve)
