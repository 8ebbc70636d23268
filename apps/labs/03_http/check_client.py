"""The client, which fetches a page by hand."""

from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

from apps.labs.checking import rfc, step
from apps.labs.judge import ask, read_request


@step(
    "The client sends a request that is right",
    clause=rfc(
        9112,
        "3.2",
        "A client must send Host, with the port if it is not 80; the target is the path "
        "with the query, and / when the address has none.",
    ),
    question="Which part of an address goes into the first line, which into Host?",
)
def client_asks(bench):
    for tail, target in [("/a/b?c=d#e", "/a/b?c=d"), ("", "/"), ("?q=1", "/?q=1")]:
        listener = bench.listen()
        client = bench.start("fetch.py", f"http://127.0.0.1:{listener.port}{tail}")
        wire = listener.accept(client)
        got = read_request(wire)
        told = [got.method, got.target, got.field("Host")]
        wanted = ["GET", target, f"127.0.0.1:{listener.port}"]
        bench.expect(
            told == wanted,
            "Method, target and Host are " + ", ".join(wanted) + ".",
            got=", ".join(map(str, told)) + ".",
            wire=wire,
        )
        wire.send(OK + b"Content-Length: 0\r\n\r\n")
        bench.ended(client)


@step(
    "The client reads as much as the server has said",
    clause=rfc(
        9112,
        "6.3",
        "Content-Length says how many bytes come. The connection may stay open: its end "
        "is not the end of the content.",
    ),
    question="What ends the loop in which your client reads?",
)
def client_reads_length(bench):
    body = bench.random.randbytes(70_000)
    answer = OK + b"content-length:70000 \r\n\r\n" + body
    client = fetched(bench, [answer[:9], answer[9:30], answer[30:500], answer[500:]])
    must_print(bench, client, body)


@step(
    "The client puts chunks together",
    clause=rfc(
        9112,
        "7.1",
        "Who does not know the length beforehand sends chunks, each after its size in "
        "hexadecimal; the last is 0. Every HTTP/1.1 client must understand them.",
    ),
    question="What stands between two chunks, and is it part of the content?",
)
def client_reads_chunks(bench):
    start = OK + b"Transfer-Encoding: chunked\r\n\r\n"
    pieces = [b"5\r\nhe", b"llo\r\n", b"1B;x=y\r\n, world. These are 26 bytes", b"\r\n"]
    client = fetched(bench, [start, *pieces, b"0\r\nTrailer: x\r\n\r\n"])
    must_print(bench, client, b"hello, world. These are 26 bytes")


@step(
    "The client notices when something is missing",
    clause=rfc(
        9112,
        "8",
        "An answer that ends before its length is incomplete, and not to be taken for all.",
    ),
    question="How many bytes were promised, and how many have you read?",
)
def client_notices_cut(bench):
    chunked = OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
    for answer in [OK + b"Content-Length: 10\r\n\r\nhello", chunked, b""]:
        client = fetched(bench, [answer], closes=True)
        must_fail(bench, client, "When the answer is cut off")


@step(
    "The client says when the server refuses",
    clause=rfc(9110, "15.5", "4xx: the request seems wrong; 5xx: the server failed."),
    question="How does a shell script notice that the page was not found?",
)
def client_tells_status(bench):
    for status in b"404 Not Found", b"500 ":
        answer = b"HTTP/1.1 " + status + b"\r\nContent-Length: 2\r\n\r\nno"
        must_fail(
            bench, fetched(bench, [answer]), f"When the answer is {status.decode()}"
        )


# What several steps ask

OK = b"HTTP/1.1 200 OK\r\nServer: check\r\n"


def serve(bench):
    # A place whose clock nobody else's server has by chance, for the step about Date.
    return bench.shared("server.py", named=8000, TZ="Asia/Kathmandu")


def must_be_file(bench, answer, name, kind):
    must_say(bench, answer, {200}, f"A request for {name}")
    told = (answer.field("Content-Type") or "").partition(";")[0].strip().lower()
    bench.expect(
        told == kind,
        f"Content-Type: {kind}",
        got=f"Content-Type: {answer.field('Content-Type')}",
        wire=answer.wire,
    )
    content = (bench.folder / name).read_bytes()
    bench.expect(
        answer.body == content,
        f"The content is that of {name}, {len(content):,} bytes.",
        got=f"The content has {len(answer.body):,} bytes and is another.",
        wire=answer.wire,
    )


def must_say(bench, answer, statuses, what):
    bench.expect(
        answer.status in statuses,
        f"{what} is answered by {' or '.join(map(str, sorted(statuses)))}.",
        got=f"It is answered by {answer.status}.",
        wire=answer.wire,
    )


def must_refuse_all(bench, cases):
    """Send each case, and refuse a server that answers it as if it were well."""
    server = serve(bench)
    for case in cases:
        answer = ask(server, case.words, is_refusable=not case.must_say)
        statuses = case.must_say or range(400, 600)
        bench.expect(
            answer is None or answer.status in statuses,
            f"{case.what}: {'400' if case.must_say else 'an answer of 4xx'}.",
            got=answer and f"It is answered by {answer.status}.",
            wire=server.last_wire,
            clause=case.clause,
        )


def is_now(value, now):
    try:
        told = parsedate_to_datetime(value)
    except ValueError:
        return False
    form = f"{told:%a, %d %b %Y %H:%M:%S} GMT"
    return value == form and abs(told.replace(tzinfo=UTC) - now) < timedelta(seconds=60)


def fetched(bench, pieces, closes=False):
    """Answer the learner's client with these pieces, and wait for its end."""
    listener = bench.listen()
    client = bench.start("fetch.py", f"http://127.0.0.1:{listener.port}/")
    wire = listener.accept(client)
    read_request(wire)
    for piece in pieces:
        wire.send(piece)
    if closes:
        wire.finish()
    return bench.ended(client)


def must_print(bench, client, body):
    bench.expect(
        client.output == body and client.status == 0,
        f"Standard output is the content, {len(body):,} bytes, and nothing else; "
        "the exit status is 0.",
        got=f"It prints {len(client.output):,} bytes. {client.how_it_ended()}",
    )


def must_fail(bench, client, when):
    bench.expect(
        client.status and b"Traceback" not in client.errors,
        f"{when}, the exit status is not 0, and no traceback is shown.",
        got=client.how_it_ended(),
    )
