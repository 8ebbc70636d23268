"""The standard library's framework for servers, a thread for each client."""

import os
import socketserver
import time

from messages import Conversation
from pages import answer_to

FILE = "threads.py"


class Talk(socketserver.BaseRequestHandler):
    def handle(self):
        conversation = Conversation(answer_to)
        while data := self.request.recv(4096):
            conversation.receive(data)
            while answer := conversation.next_answer():
                time.sleep(answer.after)
                self.request.sendall(answer.words)
                if answer.is_last:
                    return


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    request_queue_size = 100


def serve(listener, wake):
    """Be what the children of processes.py import: they share a listener."""
    import one_at_a_time

    threads = __import__("threading")
    workers = [
        threads.Thread(target=one_at_a_time.serve, args=(listener, wake))
        for _ in range(8)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    Server(("", int(os.environ["PORT"])), Talk).serve_forever()
