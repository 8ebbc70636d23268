"""Which port a program gets: the one that the text names, or another that is free."""

import errno
import random
import socket

HOST = "127.0.0.1"
# Below the range from which systems take the near end of outgoing connections: a port
# found free there may be somebody's near end a moment later.
FIRST, LAST = 20_000, 32_000


def choose(named: int | None = None) -> int:
    """Give the named port when it is free, and else any that is."""
    if named and is_free(named):
        return named
    while not is_free(port := random.randint(FIRST, LAST)):
        pass
    return port


def is_free(port: int) -> bool:
    """Say whether any program may listen there, also one that sets no SO_REUSEADDR.

    So a port whose last connection is still in TIME-WAIT counts as taken, and a
    program that forgot the option fails where that is the subject and nowhere else.
    """
    return _binds(port, reuse=False)


def is_unused(port: int) -> bool:
    """Say whether nobody listens there. A server that sets SO_REUSEADDR, as nginx does, may
    have it then, though connections of the last one are still in TIME-WAIT."""
    return _binds(port, reuse=True)


def _binds(port, reuse):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, reuse)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True
