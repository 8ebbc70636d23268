"""Threads: whoever waits keeps nobody waiting."""

from apps.labs.checking import step

from .check_asks import (
    must_serve_beside_slow,
    wait_at_once,
)
from .check_clauses import GIL, SLOW, THREADS


@step(
    "Ten waits at once take about as long as one",
    clause=GIL,
    question="When does your program accept the second client: before or after the first "
    "has its answer?",
)
def threads_wait_at_once(bench):
    wait_at_once(bench, bench.shared(THREADS, named=8000), most=4)


@step(
    "A slow client keeps nobody waiting",
    clause=SLOW,
    question="Which calls of your program wait for a client, and who else waits then?",
)
def slow_sender(bench):
    # A server of its own: to be refused here takes a while, and would be tried again.
    must_serve_beside_slow(bench, bench.serve(THREADS))
