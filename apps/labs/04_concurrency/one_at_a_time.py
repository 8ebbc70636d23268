"""The first of four servers: one client after the other.

    python one_at_a_time.py [port]

Open http://127.0.0.1:8000/ and follow its links. While one client is served all others
wait: even if it says nothing, even if its answer only waits for something else.
"""

import select
import time

from messages import Conversation
from pages import answer_to
from sockets import PATIENCE, accept, hang_up, has_come, receive, run, send


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
    conversation = Conversation(answer_to)
    deadline, has_asked = time.monotonic() + PATIENCE, False
    while True:
        # What has come already may hold the next request too: ask first, then receive.
        answer = conversation.next_answer(is_last=has_come(wake))
        if answer:
            time.sleep(answer.after)
            send(connection, answer.words)
            if answer.is_last:
                return hang_up(connection)
            deadline, has_asked = time.monotonic() + PATIENCE, True
        else:
            # To end means to let go who asks nothing more. Who has only just connected
            # has a request on its way, and gets its answer.
            ending = wake if has_asked and conversation.is_idle else None
            data = receive(connection, deadline, ending)
            if not data:
                return None  # It has said all, or too little for too long.
            conversation.receive(data)


if __name__ == "__main__":
    run(serve)
