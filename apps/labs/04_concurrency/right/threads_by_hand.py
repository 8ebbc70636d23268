"""Threads and processes started and joined by hand."""

import multiprocessing
import sys
import threading
import time

FILE = "measure.py"


def burn(number):
    while number:
        number -= 1


def seconds(kind, work, size, number):
    workers = [kind(target=work, args=(size,)) for _ in range(number)]
    start = time.time()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return time.time() - start


if __name__ == "__main__":
    lines = sys.stdin.read().split()
    if len(lines) < 3:
        sys.exit("What do you expect?")
    for name, kind, work, size, number in [
        ("waits in threads", threading.Thread, time.sleep, 0.1, 10),
        ("work in threads", threading.Thread, burn, 3_000_000, 4),
        ("work in processes", multiprocessing.Process, burn, 3_000_000, 4),
    ]:
        alone = min(seconds(kind, work, size, 1) for _ in range(2))
        all_at_once = min(seconds(kind, work, size, number) for _ in range(2))
        print(
            f"{name}: expected {lines.pop(0)}, measured {all_at_once / alone:.1f} "
            f"({alone:.4f} s alone, {all_at_once:.4f} s at once)"
        )
