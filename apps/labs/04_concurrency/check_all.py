"""What all four servers must be able to do alike."""

from apps.labs.checking import rfc, step
from apps.labs.judge import ask, request

from .check_asks import (
    ONE,
    chances,
    in_chunks,
    must_echo,
    must_refuse,
    must_say,
)
from .check_bad import BAD_CHUNKS, GARBAGE, OF_LAB_03
from .check_clauses import EVENTS, KEPT, PROCESSES, THREADS


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
