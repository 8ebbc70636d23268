"""Ask again and again, four at a time, and tell who answered and what failed.

    python load.py PORT [PATH] [HOW MANY]

After each hundred it says how it stands; meanwhile kill a member, or let it hang.
"""

import http.client
import sys
import threading
import time
from collections import Counter


def main():
    words = [*sys.argv[1:], *["8020", "/turns/", "300"][len(sys.argv) - 1 :]]
    if len(words) > 3 or not (words[0].isdigit() and words[2].isdigit()):
        sys.exit(__doc__)
    port, path, number = int(words[0]), words[1], int(words[2])
    told, slowest, lock = Counter(), [0.0], threading.Lock()
    left = iter(range(number))

    def ask_on():
        while True:
            with lock:
                if next(left, None) is None:
                    return
            start = time.perf_counter()
            answer = ask(port, path)
            with lock:
                told[answer] += 1
                slowest[0] = max(slowest[0], time.perf_counter() - start)
                if told.total() % 100 == 0:
                    show(told, slowest)

    clients = [threading.Thread(target=ask_on) for _ in range(4)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    if told.total() % 100:
        show(told, slowest)


def ask(port, path):
    """Give the name of the member that answers, or what went wrong."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace").split()
    except (OSError, http.client.HTTPException) as error:
        return f"no answer ({getattr(error, 'strerror', None) or error})"
    finally:
        connection.close()
    return body[0] if answer.status == 200 and body else f"status {answer.status}"


def show(told, slowest):
    counts = ", ".join(f"{name} {told[name]}" for name in sorted(told))
    print(f"{told.total()} requests: {counts}; the slowest took {slowest[0]:.2f} s")


if __name__ == "__main__":
    main()
