"""What do threads gain, and what processes? First say what you expect, then measure.

    python measure.py

Every answer is a ratio: how many times as long as doing the thing once, alone. So it is
nearly the same on a fast machine and on a slow one. Ten things one after the other
would be 10.
"""

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

WAIT = 0.1  # seconds
BELOW = 25_000  # some hundredths of a second of computing

QUESTIONS = {
    "waits in threads": "Ten waits, in ten threads at once",
    "work in threads": "Four pieces of computing, in four threads at once",
    "work in processes": "Four pieces of computing, in four processes at once",
}


def main():
    print(
        "How many times as long as one alone? Say what you expect; then it is measured."
    )
    expected = {name: ask(question) for name, question in QUESTIONS.items()}
    print()
    measured = {
        "waits in threads": measure(time.sleep, WAIT, 10, ThreadPoolExecutor),
        "work in threads": measure(count_primes, BELOW, 4, ThreadPoolExecutor),
        "work in processes": measure(count_primes, BELOW, 4, ProcessPoolExecutor),
    }
    for name, (alone, at_once) in measured.items():
        told = f"expected {expected[name]:g}, measured {at_once / alone:.2f}"
        print(f"{name}: {told} ({alone:.3f} s alone, {at_once:.3f} s at once)")
    print(f"This machine has {os.cpu_count()} processors. {about_the_lock()}")


def ask(question):
    """Ask until the answer is a number. Who has guessed remembers what was measured."""
    while True:
        try:
            return float(input(f"{question}: "))
        except ValueError:
            print("A number, please, such as 1, 2.5 or 10.")
        except EOFError:
            sys.exit("\nNothing is measured before you have said what you expect.")


def measure(work, size, number, executor):
    """Give the seconds of work(size) alone, and of `number` of it at once."""
    alone, at_once = [], []
    with executor(number) as workers:
        # All are started before the clock is: the start is not what is measured.
        list(workers.map(time.sleep, [0.05] * number))
        # By turns, and the better of two: what else the machine has to do makes a time
        # longer and never shorter.
        for _ in range(2):
            alone.append(seconds_for(workers, work, [size]))
            at_once.append(seconds_for(workers, work, [size] * number))
    return min(alone), min(at_once)


def seconds_for(workers, work, sizes):
    start = time.perf_counter()
    list(workers.map(work, sizes))  # list waits for the last
    return time.perf_counter() - start


def count_primes(below):
    """Count prime numbers, by no clever means: it is to take time."""
    return sum(
        all(number % divisor for divisor in range(2, int(number**0.5) + 1))
        for number in range(2, below)
    )


def about_the_lock():
    # There are builds of Python 3.13 and later without the lock (PEP 703).
    if getattr(sys, "_is_gil_enabled", lambda: True)():
        return "This Python runs one thread of a process at a time (the GIL)."
    return "This Python has no GIL: its threads compute at the same time."


if __name__ == "__main__":
    main()
