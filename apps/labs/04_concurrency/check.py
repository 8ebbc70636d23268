"""What lab 04 asks: the same server four ways, and a measurement of what they gain."""

from . import (
    check_all,
    check_events,
    check_kept,
    check_measure,
    check_processes,
    check_threads,
)

PARTS = [
    check_measure,
    check_kept,
    check_threads,
    check_processes,
    check_events,
    check_all,
]
