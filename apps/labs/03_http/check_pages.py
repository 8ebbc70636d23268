"""A page and its picture, over a byte stream."""

from datetime import UTC, datetime

from apps.labs.checking import Refused, rfc, step
from apps.labs.judge import ask, read_answer, request

from .check_asks import (
    PAGE,
    PICTURE,
    is_now,
    must_be_file,
    must_say,
    serve,
)


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
        "8.6",
        "Content-Length counts bytes. They are the file's own: a picture is no text.",
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
            got="It is not there." if server.output else "The server prints nothing.",
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
    "Content is not taken for the next request",
    clause=rfc(
        9112,
        "9.3",
        "A server reads all of a request's content, or closes the connection after its "
        "answer. Otherwise what is left would be taken for the next request.",
    ),
    question="Where does a request end that has content, and who reads up to there?",
)
def content_is_no_request(bench):
    server = serve(bench)
    # What was sent as content can be of somebody else's making: a form in a page, say.
    inside = request("/test.jpg", host="inside")
    for method in "GET", "POST":
        head = request("/", method, f"Content-Length: {len(inside)}")
        words = head + inside + request("/no-such-page")
        for sizes in [len(words)], [len(head), len(words)]:
            wire = server.connect()
            wire.drip(words, sizes)
            answer = read_answer(wire, is_refusable=True)
            if answer and not answer.says_close:
                following = read_answer(wire, is_refusable=True)
                bench.expect(
                    following is None or following.status == 404,
                    f"{method} / comes with content, and then GET /no-such-page: the second "
                    "answer is 404, or the connection is closed after the first.",
                    got=following
                    and f"The second answer is {following.status}: the content was taken for "
                    "a request.",
                    wire=wire,
                )
            wire.close()


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
