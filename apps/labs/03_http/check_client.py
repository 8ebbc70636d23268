"""The client, which fetches a page by hand."""

from apps.labs.checking import rfc, step
from apps.labs.judge import read_request

from .check_asks import OK, fetched, must_fail, must_print


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
