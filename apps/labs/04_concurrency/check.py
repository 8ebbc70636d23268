"""What lab 04 asks: the same server four ways, and a measurement of what they gain."""

import os
import re
import signal
import sys
import time

from apps.labs.checking import Refused, document, rfc, step
from apps.labs.judge import ask, read_answer, request
from apps.labs.programs import poll

from .check_asks import (
    MEASURED,
    ONE,
    answers_in_order,
    ask_who,
    chances,
    edition_now,
    fill,
    in_chunks,
    measurement,
    must_be_edition,
    must_cost,
    must_echo,
    must_refuse,
    must_say,
    must_serve_beside_slow,
    one,
    pid_in,
    post,
    wait_at_once,
    words_for,
)
from .check_bad import BAD_CHUNKS, GARBAGE, OF_LAB_03
from .check_family import children_of, is_alive, threads_of

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


# The measurement


@step(
    "Before anything is measured, you say what you expect",
    clause=GIL,
    question="What will you learn from a number that you have not tried to guess?",
)
def predict_first(bench):
    program = bench.run("measure.py", stdin=b"")
    said = program.output + program.errors
    bench.expect(
        not re.search(MEASURED % b"", said) and b"Traceback" not in said,
        "Without answers to its questions the program measures nothing, and says why in a "
        "sentence.",
    )


@step(
    "Waits at once cost one wait; computing in threads costs all of it",
    clause=GIL,
    question="Do all begin at once, and does the clock run until the last has done?",
)
def measured(bench):
    # Without the lock (python3.14t) threads may be as fast as processes.
    has_lock = getattr(sys, "_is_gil_enabled", lambda: True)()
    for last in False, False, True:
        try:
            told = measurement(bench)
            must_cost(told, "waits in threads", 0.09, 0.5, 4)
            must_cost(told, "work in threads", 0.001, 2.5 if has_lock else 0.5, 20)
            must_cost(told, "work in processes", 0.001, 0.5, 20)
        except Refused:
            # A busy machine can spoil one measurement, and hardly three.
            if last:
                raise
        else:
            return


# One at a time: what a kept connection is


@step(
    "A connection stays open for the next request",
    clause=KEPT,
    question="What does your program do after it has sent the first answer?",
)
def stays_open(bench):
    wire = one(bench).connect()
    for target in "/", "/test.jpg", "/who", "/":
        wire.send(request(target))
        answer = must_say(bench, read_answer(wire), 200, target)
        bench.expect(
            not answer.says_close,
            "The connection stays open, and the answer does not say `close`.",
            got="It says `Connection: close`.",
            wire=wire,
        )
    wire.close()


@step(
    "Who says close gets one more answer, and the end",
    clause=rfc(
        9112,
        "9.6",
        "After a request with `Connection: close` the server must close, and must not "
        "answer what stands behind it. Its last answer says `close` too.",
    ),
    question="In which of the two messages may `close` stand, and in which capitals?",
)
def closes_when_told(bench):
    for lines in ["Connection: close"], ["Connection: Keep-Alive, CLOSE"]:
        wire = one(bench).connect()
        wire.send(request("/who", "GET", *lines) + request("/test.jpg"))
        answer = must_say(bench, read_answer(wire), 200, "/who")
        told = "The answer says `Connection: close`."
        bench.expect(answer.says_close, told, wire=wire)
        wire.expect_end("The connection is closed, and the next request not answered.")
        wire.close()
    wire = one(bench).connect()
    wire.send(b"GET /who HTTP/1.0\r\n\r\n")
    must_say(bench, read_answer(wire), 200, "/who in HTTP/1.0")
    wire.expect_end("HTTP/1.0 closes after the answer, if nobody says keep-alive.")
    wire.close()


@step(
    "Requests in one piece are answered in their order",
    clause=IN_ORDER,
    question="One recv has brought three requests. What becomes of the second and third?",
)
def pipelined(bench):
    answers_in_order(bench, one(bench))


@step(
    "Content comes after the head, as many bytes as it says",
    clause=rfc(
        9112,
        "6.2",
        "Content-Length says how many bytes of content follow the empty line. The next "
        "byte is the next request's.",
    ),
    question="Where is the content's beginning when the head has been received?",
)
def content_by_length(bench):
    server = one(bench)
    content = b"GET /who HTTP/1.1\r\nHost: inside\r\n\r\n" + bench.random.randbytes(300)
    words = post(content) + request("/test.jpg")
    for sizes in [len(words)], [len(words) - len(content)], chances(bench, words):
        wire = server.connect()
        wire.drip(words, sizes)
        must_echo(bench, read_answer(wire), content)
        must_say(bench, read_answer(wire), 200, "The request behind the content")
        wire.close()


@step(
    "Content comes in chunks, too",
    clause=rfc(
        9112,
        "7.1",
        "Who does not know the length beforehand sends chunks, each after its size in "
        "hexadecimal; the last has size 0. Every HTTP/1.1 server must understand them.",
    ),
    question="How many bytes is a chunk of size 1b, and what stands behind them?",
)
def content_in_chunks(bench):
    server = one(bench)
    content = b"0\r\n\r\nGET /who HTTP/1.1\r\n\r\n" + bench.random.randbytes(400)
    words = in_chunks(bench, content) + request("/test.jpg")
    for sizes in [len(words)], chances(bench, words):
        wire = server.connect()
        wire.drip(words, sizes)
        must_echo(bench, read_answer(wire), content)
        must_say(bench, read_answer(wire), 200, "The request behind the chunks")
        wire.close()


@step(
    "A client that asks whether to send is told",
    clause=rfc(
        9110,
        "10.1.1",
        "To a head with `Expect: 100-continue` a server says 100 before it waits for the "
        "content, or gives its final answer at once.",
    ),
    question="The client waits for you, you wait for the client: who goes first?",
)
def says_continue(bench):
    wire = one(bench).connect()
    wire.send(post(b"hello", "Expect: 100-continue")[:-5])
    line = wire.read_until(b"\r\n", "100 Continue comes, or a final answer.")
    if line.startswith(b"HTTP/1.1 100"):
        wire.expect(b"\r\n", "After 100 Continue comes an empty line.")
        wire.send(b"hello")
        must_echo(bench, read_answer(wire), b"hello")
    wire.close()


@step(
    "Where content ends must be beyond doubt",
    clause=rfc(
        9112,
        "11.2",
        "If two programs see two ends of one request, an attacker can put a request of his "
        "own between them: request smuggling.",
    ),
    question="What makes int('+5', 16) or int('0_5', 16), and what does HTTP allow?",
)
def bad_chunks(bench):
    must_refuse(bench, one(bench), BAD_CHUNKS)


# Threads


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
    must_serve_beside_slow(bench, bench.shared(THREADS, named=8000))


# Processes


@step(
    "Children answer, more than one of them, and not the master",
    clause=ARBITER,
    question="Which process reaches the line after fork, and what does it get from fork?",
)
def children_answer(bench):
    server = bench.shared(PROCESSES, named=8000)
    told = set()
    deadline = time.monotonic() + bench.start_patience
    while len(told) < 2 and time.monotonic() < deadline:
        wires = [server.connect() for _ in range(8)]
        for wire in wires:
            wire.send(request("/who", "GET", "Connection: close"))
        told |= {pid_in(bench, read_answer(wire)) for wire in wires}
        for wire in wires:
            wire.close()
    bench.expect(
        len(told) > 1 and server.pid not in told,
        "/who is answered by several processes, none of which is the master.",
        got=f"Answered by {words_for(told)}; the master is {server.pid}.",
    )


@step(
    "A child that is killed is replaced",
    clause=ARBITER,
    question="How does a parent hear that its child has ended, and what must it do then?",
)
def killed_child(bench):
    server = bench.serve(PROCESSES)
    for number in range(6):  # more than there are at a time
        pid = pid_in(bench, ask_who(server))
        bench.expect(
            pid in children_of(server.pid),
            "/who gives the process id of a child of the program.",
            got=f"{pid} is none. The children are {children_of(server.pid)}.",
        )
        os.kill(pid, signal.SIGKILL)
        gone = poll(lambda pid=pid: pid not in children_of(server.pid), bench.patience)
        bench.expect(gone, f"Child {pid} ends when it is killed.")
        try:
            ask_who(server)
        except Refused as refused:
            killed = number + 1
            refused.expected = f"After {killed} children were killed, others answer."
            raise


@step(
    "After a HUP the program is the new one",
    clause=ARBITER,
    question="What do your children import, what has the master imported before the fork?",
)
def reload_brings_the_new(bench):
    (bench.folder / "edition.txt").write_text("first")
    server = bench.serve(PROCESSES)
    must_be_edition(bench, ask(server, request("/edition")), b"first")
    # Twice: some of the first children may have read the second edition at their start.
    for edition in b"second", b"third":
        (bench.folder / "edition.txt").write_bytes(edition)
        server.signal(signal.SIGHUP)
        told = set()

        def all_are_new(edition=edition, told=told):
            # While some are old and some new, either may answer.
            told.clear()
            told.update(edition_now(server) for _ in range(8))
            return told == {edition}

        bench.expect(
            poll(all_are_new, bench.start_patience),
            "Some moments after SIGHUP all that answer /edition tell what stands in "
            "edition.txt now: the children have imported pages.py anew.",
            got=server.how_it_ended() if server.has_ended else f"They tell {told}.",
        )


@step(
    "A reload loses no request",
    clause=ARBITER,
    question="A child is to leave, and has a client whose answer is not ready: what first?",
)
def reload_loses_nothing(bench):
    server = bench.serve(PROCESSES)
    ask_who(server)
    old = set(children_of(server.pid))
    begun = [server.connect() for _ in range(3)]
    for wire in begun:
        wire.send(request("/wait?seconds=0.4", "GET", "Connection: close"))
    server.signal(signal.SIGHUP)
    asked, deadline = 0, time.monotonic() + bench.start_patience
    while old & set(children_of(server.pid)) and time.monotonic() < deadline:
        must_say(bench, ask_who(server), 200, f"Request {asked} during the reload")
        asked += 1
    for wire in begun:
        must_say(bench, read_answer(wire), 200, "What had begun before the reload")
    left = old & set(children_of(server.pid))
    bench.expect(
        not left,
        "The old children have left.",
        got=f"Still there: {words_for(left)}.",
    )


@step(
    "On TERM the begun is answered, and then all have gone",
    clause=ARBITER,
    question="Who tells the children that the master ends?",
)
def ends_with_grace(bench):
    server = bench.serve(PROCESSES)
    ask_who(server)
    children = children_of(server.pid)
    wire = server.connect()
    wire.send(request("/wait?seconds=0.3", "GET", "Connection: close"))
    # One that came after it is answered: so the first has begun.
    ask_who(server)
    server.signal(signal.SIGTERM)
    must_say(bench, read_answer(wire), 200, "What had begun before SIGTERM")
    wire.close()
    if not server.wait_ended(bench.start_patience):
        raise Refused("After SIGTERM the program ends.", got="It goes on.")
    poll(lambda: not any(map(is_alive, children)), bench.patience)
    left = {pid for pid in children if is_alive(pid)}
    told = "All children have ended."
    bench.expect(not left, told, got=f"Still there: {words_for(left)}.")


# The event loop


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
    must_serve_beside_slow(bench, bench.shared(EVENTS, named=8000))


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
        server = bench.shared(file, named=8000)
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


# All four


@step(
    "What one server can, the others can",
    clause=KEPT,
    question="What have the four programs in common, and where does it stand?",
)
def all_alike(bench):
    for file in THREADS, PROCESSES, EVENTS:
        server = bench.shared(file, named=8000)
        content = bench.random.randbytes(2_000)
        words = in_chunks(bench, content)
        must_echo(bench, ask(server, words, sizes=chances(bench, words)), content)
        must_say(bench, ask(server, request("/test.jpg", "HEAD")), 200, "HEAD")
        must_say(bench, ask(server, request("/no-such-page")), 404, "/no-such-page")


@step(
    "What must be refused is refused by all four",
    clause=rfc(9112, "2.2", "What does not match the grammar is answered by 400."),
    question="Which of lab 03's rules has this server lost?",
)
def bad_requests(bench):
    for file in ONE, THREADS, PROCESSES, EVENTS:
        server = bench.shared(file, named=8000)
        must_refuse(bench, server, OF_LAB_03 if file == ONE else BAD_CHUNKS)
        for words in [*GARBAGE, bench.random.randbytes(200)]:
            wire = server.connect()
            wire.send(words)
            wire.finish()
            said = wire.read_to_end("Within a moment it answers or closes.")
            told = "What is no request is not answered by 200."
            bench.expect(b" 200 " not in said.partition(b"\r\n")[0], told, wire=wire)
            wire.close()
        must_say(bench, ask(server, request("/")), 200, "A good request afterwards")
