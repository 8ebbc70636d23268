"""The event loop: one thread for many clients."""

from apps.labs.checking import document, step
from apps.labs.judge import ask, read_answer, request

from .check_asks import (
    answers_in_order,
    fill,
    must_say,
    must_serve_beside_slow,
    post,
    wait_at_once,
)
from .check_clauses import EVENTS, IN_ORDER, SELECT, SLOW, THREADS
from .check_family import threads_of


@step(
    "The event loop waits for ten at once",
    clause=SELECT,
    question="Where does your loop wait, and for how many?",
)
def events_wait_at_once(bench):
    wait_at_once(bench, bench.shared(EVENTS, named=8000), most=4)


@step(
    "Who sends slowly keeps nobody waiting",
    clause=SLOW,
    question="Is there a recv or a loop in your program that waits for one client alone?",
)
def slow_sender_in_events(bench):
    must_serve_beside_slow(bench, bench.serve(EVENTS))


@step(
    "Forty clients need no forty threads",
    clause=SELECT,
    question="What does a client cost that only waits?",
)
def one_thread(bench):
    server = bench.shared(EVENTS, named=8000)
    wires = [server.connect() for _ in range(40)]
    for wire in wires:
        wire.send(request("/who"))
        must_say(bench, read_answer(wire), 200, "/who")
    number = threads_of(server.pid)
    for wire in wires:
        wire.close()
    bench.expect(
        number < 20,
        "Forty open connections are served by one thread, or a few.",
        got=f"The program has {number} threads and processes.",
    )


@step(
    "Who reads slowly keeps nobody waiting",
    clause=document(
        "Python documentation",
        "socket",
        "send on a socket that does not block sends as much as there is room for, and says "
        "how much that was; without room it raises BlockingIOError.",
        "https://docs.python.org/3/library/socket.html#socket.socket.send",
    ),
    question="What does send return when the client does not read?",
)
def slow_reader(bench):
    for file in EVENTS, THREADS:
        server = bench.serve(file)
        hog = server.connect().socket
        fill(hog, post(bytes(500_000)) * 30)
        must_say(bench, ask(server, request("/")), 200, "Another client's request")
        hog.close()


@step(
    "The event loop too answers in order",
    clause=IN_ORDER,
    question="The second answer is ready before the first: what must become of it?",
)
def events_in_order(bench):
    answers_in_order(bench, bench.shared(EVENTS, named=8000))
