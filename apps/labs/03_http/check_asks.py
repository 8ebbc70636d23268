"""What several steps of lab 03 ask."""

from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

from apps.labs.checking import rfc
from apps.labs.judge import ask, read_request

PAGE = "public/index.html"
PICTURE = "public/test.jpg"


OK = b"HTTP/1.1 200 OK\r\nServer: check\r\n"


TYPE = rfc(
    9110,
    "8.3",
    "Content-Type says what the bytes are; without it a browser must guess.",
)


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
        clause=TYPE,
        question="How does a browser know what the bytes of an answer are?",
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
            f"{case.what}: {told_of(case.must_say)}.",
            got=answer and f"It is answered by {answer.status}.",
            wire=server.last_wire,
            clause=case.clause,
        )


def told_of(statuses):
    return " or ".join(map(str, sorted(statuses))) or "an answer of 4xx"


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
