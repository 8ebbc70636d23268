"""Strangers, and clients of other people: cgi-fcgi and nginx."""

from apps.labs import judge
from apps.labs.checking import step

from .check_asks import (
    FRONT,
    GET,
    NGINX,
    RESPONDERS,
    complete,
    ends_with,
    from_nginx,
    responder,
)
from .check_records import (
    RECORDS,
    request,
    send,
)


@step(
    "Who breaks off, or talks of something else, harms nobody",
    clause=RECORDS,
    question="What can read, unpack and sendall raise, and who catches it?",
)
def survives(bench):
    server = responder(bench)
    broken = server.connect()
    broken.send(request(1, GET, b"x" * 100)[:-30])
    broken.reset()
    browser = server.connect()
    browser.send(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    browser.finish()
    wire = server.connect()
    wire.note("(Before this, one client broke off, and one spoke HTTP.)")
    send(wire, request(1, GET, b"still there?"))
    ends_with(bench, wire, complete(bench, wire, 1), b"still there?")


@step(
    "cgi-fcgi, which comes with libfcgi, gets its answer",
    clause=RESPONDERS,
    question="What does this client do that the check has not done so far?",
)
def cgi_fcgi(bench):
    server = responder(bench)
    server.wait_listening()
    data = bench.random.randbytes(100_000)
    client = bench.start(
        *("cgi-fcgi", "-bind", "-connect", f"127.0.0.1:{server.port}"),
        REQUEST_METHOD="POST",
        CONTENT_LENGTH=len(data),
        HTTP_X_LONG="l" * 500,
    )
    client.say(data)
    client.say_no_more()
    has_ended = client.wait_ended(bench.patience)
    output = client.output
    client.stop()
    bench.expect(
        has_ended,
        "cgi-fcgi has its answer, and ends.",
        got=f"After {bench.patience:g} s it still waited; it had {len(output):,} bytes.",
    )
    bench.expect(
        output.endswith(b"\n" + data) and b"\nHTTP_X_LONG=" + b"l" * 500 in output,
        "cgi-fcgi prints what the application wrote: its environment, and its 100,000 "
        "bytes of input.",
        got=f"It prints {len(output):,} bytes: {output[:60]!r} …",
    )


@step(
    "nginx in front: pages and uploads, and one process behind",
    clause=NGINX,
    question="nginx keeps its connections open. Which of your requests came on which?",
)
def nginx(bench):
    server = responder(bench)
    server.wait_listening()
    front = bench.serve("front.py", server.port, named=FRONT)
    # nginx is no slower than a learner's program, and no faster to start.
    answer = judge.ask(front, judge.request("/a/page?x=%20y", "GET", "X-Word: hello"))
    from_nginx(bench, answer, server)
    for line in b"QUERY_STRING=x=%20y", b"HTTP_X_WORD=hello":
        bench.expect(
            b"\n" + line + b"\n" in b"\n" + answer.body,
            f"The page has the line {line.decode()}.",
            got=f"It is {answer.body[:200]!r}.",
            wire=answer.wire,
        )
    data = bench.random.randbytes(300_000)
    words = judge.request("/", "POST", f"Content-Length: {len(data)}") + data
    processes = {answer.field("X-Process")}
    for _ in range(3):
        answer = judge.ask(front, words)
        from_nginx(bench, answer, server)
        bench.expect(
            answer.body.endswith(b"\n" + data),
            f"The {len(data):,} bytes that were sent up come down again.",
            got=f"{len(answer.body):,} bytes came.",
            wire=answer.wire,
        )
        processes.add(answer.field("X-Process"))
    bench.expect(
        len(processes) == 1,
        "All four requests were answered by one process.",
        got=f"X-Process was {', '.join(map(str, processes))}.",
    )
