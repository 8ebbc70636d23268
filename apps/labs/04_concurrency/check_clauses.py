"""What the steps of lab 04 appeal to."""

from apps.labs.checking import document, rfc

THREADS, PROCESSES, EVENTS = "threads.py", "processes.py", "events.py"

KEPT = rfc(
    9112,
    "9.3",
    "HTTP/1.1 keeps a connection open for further requests, until one of the two says "
    "`Connection: close`.",
)
IN_ORDER = rfc(
    9112,
    "9.3.2",
    "A client may send requests without waiting for answers. The server must send the "
    "answers in the order in which the requests came.",
)
GIL = document(
    "Python documentation",
    "Glossary: global interpreter lock",
    "Only one thread at a time runs Python code. The lock is always released while a "
    "thread waits for input or output.",
    "https://docs.python.org/3/glossary.html#term-global-interpreter-lock",
)
ARBITER = document(
    "Gunicorn documentation",
    "Signal Handling",
    "The master starts children again that have died. On HUP it starts new children with "
    "the new program and lets the old ones leave gracefully; on TERM all do.",
    "https://docs.gunicorn.org/en/stable/signals.html",
)
SELECT = document(
    "Python documentation",
    "selectors",
    "A selector waits for many files at once and tells which are ready; a socket that it "
    "watches is set not to block.",
    "https://docs.python.org/3/library/selectors.html",
)
SLOW = rfc(
    9112,
    "9.5",
    "A server may wait for a client as long as it likes, and not longer: how long is a "
    "matter between these two. Nothing says that others must wait with them.",
)
