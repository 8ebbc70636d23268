"""What lab 03 asks: of a server that a browser can use, and of a client by hand."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from apps.labs.checking import Refused, rfc, step
from apps.labs.judge import ask, read_answer, read_request, request

from .check_bad import FRAMING, GARBAGE, MALFORMED, NO_HOST

PAGE = "public/index.html"
PICTURE = "public/test.jpg"


@step(
    "A page comes at /",
    clause=rfc(
        9110,
        "9.3.1",
        "GET asks for the representation of what the target names; 200 brings it.",
    ),
    question="What are the three parts of an answer, and what stands between them?",
)
def page(bench):
    answer = ask(serve(bench), request("/"))
    must_be_file(bench, answer, PAGE, "text/html")


@step(
    "The picture comes too, byte for byte",
    clause=rfc(
        9110,
        "8.3",
        "Content-Type says what the bytes are; without it a browser must guess.",
    ),
    question="In which mode do you open a file that is no text? How long is it?",
)
def picture(bench):
    answer = ask(serve(bench), request("/test.jpg"))
    must_be_file(bench, answer, PICTURE, "image/jpeg")


@step(
    "The server prints each request",
    clause=rfc(
        9112,
        "3",
        "A request is readable: a line with method, target and version, then fields.",
    ),
    question="What has the browser sent that nobody typed?",
)
def prints(bench):
    server = serve(bench)
    word = f"check/{bench.random.randrange(10**9)}"
    ask(server, request("/", "GET", f"User-Agent: {word}"))
    for wanted in b"GET", word.encode():
        server.wait(lambda wanted=wanted: wanted in server.output, bench.patience)
        bench.expect(
            wanted in server.output,
            f"{wanted.decode()} from the request stands in what the server prints.",
        )


@step(
    "A request in pieces is one request",
    clause=rfc(
        9112,
        "2.2",
        "A head ends with an empty line, wherever the network has cut it into pieces.",
    ),
    question="When is a request complete: after one recv, or after a certain sign?",
)
def in_pieces(bench):
    server = serve(bench)
    words = request("/", "GET", "Accept: */*", "User-Agent: one byte at a time")
    for sizes in [], [bench.random.randrange(1, 12) for _ in words]:
        must_be_file(bench, ask(server, words, sizes=sizes), PAGE, "text/html")


@step(
    "What there is not is 404",
    clause=rfc(9110, "15.5.5", "404: nothing is known of what the target names."),
    question="What does your program do when there is no such file?",
)
def not_found(bench):
    server = serve(bench)
    for target in "/no-such-page", "/test", "/test.jpg.bak", "/no/such":
        must_say(bench, ask(server, request(target)), {404}, target)


@step(
    "More after the head does not disturb",
    clause=rfc(
        9112,
        "9.3.2",
        "A client may send its next request before it has the answer to the first. "
        "Answers come in order, or the connection is closed after one.",
    ),
    question="Where does the first request end in the bytes that you have received?",
)
def glued(bench):
    server = serve(bench)
    wire = server.connect()
    wire.send(request("/test.jpg") + request("/no-such-page", host="elsewhere"))
    must_be_file(bench, read_answer(wire), PICTURE, "image/jpeg")
    wire.close()


@step(
    "Who closes the connection says so before",
    clause=rfc(
        9112,
        "9.3",
        "HTTP/1.1 keeps a connection for further requests. A server that does not must "
        "send `Connection: close` in every answer.",
    ),
    question="How can a browser know whether it may ask again on the same connection?",
)
def announces_close(bench):
    wire = serve(bench).connect()
    wire.send(request("/"))
    answer = read_answer(wire)
    if answer.says_close:
        return
    wire.send(request("/test.jpg"))
    try:
        read_answer(wire)
    except Refused:
        bench.expect(
            False,
            "The answer says `Connection: close`, or a second request on the "
            "connection is answered.",
            got="It does not say so, and the second request is not answered.",
        )


@step(
    "An answer says when it was made",
    clause=rfc(
        9110,
        "6.6.1",
        "A server that has a clock sends Date in every answer of the classes 2xx, 3xx and "
        "4xx. Its form is that of 5.6.7: Sat, 21 Nov 2026 15:32:28 GMT.",
    ),
    question="In which time zone is a Date, and which function writes it so?",
)
def date(bench):
    server = serve(bench)
    for target in "/", "/no-such-page":
        answer = ask(server, request(target))
        value = answer.field("Date")
        now = datetime.now(UTC)
        bench.expect(
            value and is_now(value, now),
            f"A field such as Date: {now:%a, %d %b %Y %H:%M:%S} GMT",
            got=f"Date: {value}" if value else "There is no Date.",
            wire=answer.wire,
        )


@step(
    "HEAD is answered like GET, without the content",
    clause=rfc(
        9110,
        "9.3.2",
        "The server answers HEAD as it would GET, and sends no content: what it would "
        "have sent is told by the fields.",
    ),
    question="Where does your program decide whether the content is sent?",
)
def head(bench):
    server = serve(bench)
    for target in "/", "/test.jpg", "/no-such-page":
        got = ask(server, request(target))
        asked = ask(server, request(target, "HEAD"))
        for name in "Content-Type", "Content-Length":
            # A server may leave out what it would have to make the content for.
            bench.expect(
                asked.status == got.status
                and asked.field(name) in {None, got.field(name)},
                f"For {target} HEAD and GET say the same status and {name}.",
                got=f"GET: {got.status}, {got.field(name)}. "
                f"HEAD: {asked.status}, {asked.field(name)}.",
                wire=asked.wire,
            )


@step(
    "What follows ? is not part of the path",
    clause=rfc(
        9112,
        "3.2.1",
        "The target is a path, and after ? a query. Which file is meant, the path says.",
    ),
    question="What is the target when the browser's address ends in ?page=2?",
)
def query(bench):
    server = serve(bench)
    must_be_file(bench, ask(server, request("/?page=2")), PAGE, "text/html")
    answer = ask(server, request("/test.jpg?a=/../b&c=%3F?"))
    must_be_file(bench, answer, PICTURE, "image/jpeg")


@step(
    "The whole address in the first line is understood",
    clause=rfc(
        9112,
        "3.2.2",
        "Proxies are asked by GET http://host/path. A server must accept that form too, "
        "and takes the host from there.",
    ),
    question="Which parts has http://127.0.0.1/test.jpg, and which is the path?",
)
def absolute_form(bench):
    server = serve(bench)
    answer = ask(server, request("http://127.0.0.1/test.jpg"))
    must_be_file(bench, answer, PICTURE, "image/jpeg")


@step(
    "Nothing outside the folder is given away",
    clause=rfc(
        9110,
        "17.3",
        'A path from outside may hold "..", or the same in percent code: the server must '
        "see to it that what it opens lies below its own folder.",
    ),
    question="Which file does your path name in the end, when all dots are followed?",
)
def stays_inside(bench):
    server = serve(bench)
    for name in "secret.txt", "public-old/secret.txt":
        (server.folder / name).parent.mkdir(exist_ok=True)
        (server.folder / name).write_text("for nobody")
    outside = [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/x/../../secret.txt",
        "/./../secret.txt",
        "/../public-old/secret.txt",
        "/%2e%2e/public-old/secret.txt",
        "/" + str(server.folder / "secret.txt"),
        str(server.folder / "secret.txt"),
        "/..\\secret.txt",
        "/../server.py",
        "//" + "../" * 30 + "etc/passwd",
    ]
    for target in outside:
        answer = ask(server, request(target), is_refusable=True)
        bench.expect(
            not answer or answer.status >= 300,
            f"{target} is refused: 404, or 400.",
            got=answer and f"It is answered {answer.status}.",
            wire=server.last_wire,
        )


@step(
    "A known method that is not for files is refused",
    clause=rfc(
        9110,
        "15.5.6",
        "405: the method is known, and not allowed here. Allow must say which are.",
    ),
    question="How should a client know what it may do instead?",
)
def other_methods(bench):
    server = serve(bench)
    for method in "POST", "PUT", "DELETE":
        answer = ask(server, request("/", method, "Content-Length: 0"))
        must_say(bench, answer, {405, 501}, f"{method} /")
        allowed = (answer.field("Allow") or "").replace(" ", "").split(",")
        bench.expect(
            answer.status == 501 or {"GET", "HEAD"} <= set(allowed),
            "405 comes with a field Allow: GET, HEAD",
            got=f"Allow: {answer.field('Allow')}",
            wire=answer.wire,
        )


@step(
    "A method that nobody knows is 501",
    clause=rfc(
        9110,
        "9.1",
        "A method that the server does not know is answered by 501. Methods are "
        "case-sensitive: get is not GET.",
    ),
    question="Which methods does your program know, and which has it only heard of?",
)
def unknown_method(bench):
    server = serve(bench)
    must_say(bench, ask(server, request("/", "BREW")), {501}, "BREW /")
    # Some servers take small letters for a mistake in the grammar.
    must_say(bench, ask(server, request("/", "get")), {400, 405, 501}, "get /")


@step(
    "A target longer than anybody needs is 414, one of 8,000 bytes is read",
    clause=rfc(
        9112,
        "3",
        "A target longer than the server wishes to read is answered by 414; a first line "
        "of 8000 bytes should be understood.",
    ),
    question="How much do you read before you decide that it is too much?",
)
def long_target(bench):
    server = serve(bench)
    answer = ask(server, request("/?" + "x" * 7_900))
    must_be_file(bench, answer, PAGE, "text/html")
    answer = ask(server, request("/?" + "x" * 200_000))
    must_say(bench, answer, {414}, "A target of 200,000 bytes")


@step(
    "No bytes bring the server down",
    clause=rfc(
        9112,
        "2.2",
        "A request is bytes in a superset of ASCII. To read it as Unicode text is a "
        "mistake: not all bytes are such text.",
    ),
    question="Which lines of your program can raise, and what happens then?",
)
def survives(bench):
    server = serve(bench)
    for words in [*GARBAGE, *(bench.random.randbytes(200) for _ in range(5))]:
        wire = server.connect()
        wire.drip(words, [max(len(words) // 2, 1), len(words)])
        wire.finish()
        said = wire.read_to_end("Within a moment it answers or closes.")
        wire.close()
        bench.expect(
            b" 200 " not in said.partition(b"\r\n")[0],
            "What is no request is not answered by 200.",
            wire=wire,
        )
    gone = server.connect()
    gone.send(request("/test.jpg"))
    gone.reset()
    must_be_file(bench, ask(server, request("/")), PAGE, "text/html")


@step(
    "HTTP/1.1 without exactly one valid Host is 400",
    clause=rfc(
        9112,
        "3.2",
        "A server must answer 400 to a request that lacks Host, has more than one, or an "
        "invalid one: behind one address there may be many sites.",
    ),
    question="Two sites on one machine, one request: which of them is meant?",
)
def host(bench):
    must_refuse_all(bench, NO_HOST)


@step(
    "How long the content is must be beyond doubt",
    clause=rfc(
        9112,
        "6.3",
        "A server must answer 400 when it cannot be known where the request ends. Two "
        "programs that see two ends let an attacker put a request between them (11.2).",
    ),
    question="What makes int() of '+5', ' 5', '5, 6' or '٥', and what does HTTP allow?",
)
def framing(bench):
    must_refuse_all(bench, FRAMING)


@step(
    "What is not HTTP is refused",
    clause=rfc(9112, "2.2", "What does not match the grammar is answered by 400."),
    question="Does your program look for what is wrong, or match what is right?",
)
def malformed(bench):
    must_refuse_all(bench, MALFORMED)


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
