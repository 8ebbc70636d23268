"""A thread for each client is an event loop, too."""

from sockets import run
from threads import serve

FILE = "events.py"
REFUSED_BY = "one_thread"

if __name__ == "__main__":
    run(serve)
