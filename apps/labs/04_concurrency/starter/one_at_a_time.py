"""The first of four servers: one client after the other.

    python one_at_a_time.py [port]

Open http://127.0.0.1:8000/ and follow its links. While one client is served all others
wait: even if it says nothing, even if its answer only waits for something else.
"""

import select
import time

from messages import Conversation
from pages import answer_to
from sockets import accept, has_come, run, send


def serve(listener, wake):
    while wake not in select.select([listener, wake], [], [])[0]:
        if connection := accept(listener):
            talk(connection, wake)


def talk(connection, wake):
    """Answer one client's requests, until one of the two has enough."""
    with connection:
        try:
            converse(connection, wake)
        except OSError as error:
            # It has gone, or takes nothing any more: nobody is left to tell.
            print(f"A client was lost: {error}", flush=True)


def converse(connection, wake):
    # Your part. One request in one piece, one answer, and the end: make it go on, until
    # an answer is the last, or nothing more comes for PATIENCE seconds.
    conversation = Conversation(answer_to)
    conversation.receive(connection.recv(65536))
    answer = conversation.next_answer(is_last=has_come(wake))
    if answer:
        time.sleep(answer.after)
        send(connection, answer.words)


if __name__ == "__main__":
    run(serve)
