"""The third of four servers: processes, under a master that keeps them alive.

python processes.py [port]

a child that dies is replaced
kill -HUP    new children with the program as it is now; then the old ones leave
kill -TERM   all leave, each when its clients have their answers; so does Ctrl-C
"""

import signal

from sockets import run

CHILDREN = 4


def serve(listener, wake):
    # Your part: fork CHILDREN processes, each of which serves as threads.py does. Then
    # watch over them. `wake` becomes readable when a signal has come, and wake.recv(64)
    # gives the numbers of those that have. Children inherit it: what is readable for you
    # is readable for them.
    print("Processes: not yet.", flush=True)


if __name__ == "__main__":
    run(serve, signal.SIGHUP, signal.SIGCHLD)
