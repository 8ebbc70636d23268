"""The packet of the uwsgi protocol, written and read."""

from urllib.parse import quote

from apps.labs import ports
from apps.labs.checking import pep, rfc, short, step

from .check_asks import (
    ANSWER,
    listens,
    must_have,
    request_of,
)
from .check_uwsgi import (
    APP,
    PROTOCOL,
    packet,
    read_packet,
)


@step(
    "A request becomes a packet",
    clause=PROTOCOL,
    question="Which of the two bytes of a length comes first? Whose lengths are counted?",
)
def says_request(bench):
    wire, client = request_of(bench, "/a/page?x=1&y=%20")
    found = read_packet(wire)
    for name, value in {
        "REQUEST_METHOD": b"GET",
        "PATH_INFO": b"/a/page",
        "QUERY_STRING": b"x=1&y=%20",
    }.items():
        must_have(bench, wire, found, name, value)
    for name in "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL":
        bench.expect(
            found.get(name),
            f"{name} is among the variables, and not empty.",
            got=f"It is {found.get(name)}.",
            wire=wire,
            clause=pep(3333, "environ Variables", "These can never be empty strings."),
        )
    bench.expect(
        not wire.unread_bytes,
        "After the variables nothing comes: there is no content.",
        got=f"{short(wire.unread_bytes)} came.",
        wire=wire,
    )


@step(
    "Lengths are those of bytes, and the path is decoded",
    clause=rfc(
        3986,
        "2.1",
        "%C3%BC is two bytes, written with six characters. PATH_INFO has the bytes.",
    ),
    question="What is len('ü'), and what is len('ü'.encode())?",
)
def counts_bytes(bench):
    word = bench.random.choice(["grüße", "naïve", "日本"])
    for target in f"/{quote(word)}?q={quote(word)}", f"/{word}?q={quote(word)}":
        wire, client = request_of(bench, target)
        found = read_packet(wire)
        must_have(bench, wire, found, "PATH_INFO", b"/" + word.encode())
        must_have(bench, wire, found, "QUERY_STRING", b"q=" + quote(word).encode())


@step(
    "The content follows, uncounted",
    clause=PROTOCOL,
    question="Which number tells the server how much content comes, and which does not?",
)
def content_follows(bench):
    body = b"\x00\xff" + bench.random.randbytes(400)
    wire, client = request_of(bench, "/", body)
    found = read_packet(wire)
    must_have(bench, wire, found, "REQUEST_METHOD", b"POST")
    must_have(bench, wire, found, "CONTENT_LENGTH", b"%d" % len(body))
    wire.expect(body, "After the variables the content comes, as it was.")


@step(
    "The whole answer is printed",
    clause=rfc(
        9293, "2.2", "TCP carries a stream: an answer comes in any number of pieces."
    ),
    question="How do you know that an answer is at its end, when nobody counts it?",
)
def whole_answer(bench):
    wire, client = request_of(bench, "/")
    read_packet(wire)
    answer = ANSWER + b"caf\xc3\xa9 \xff\r\n" + bench.random.randbytes(100_000)
    wire.drip(answer[:40])
    wire.send(answer[40:])
    wire.finish()
    bench.ended(client)
    bench.expect(
        client.output == answer,
        f"The {len(answer):,} bytes of the answer are printed, head and all, as they came.",
        got=f"{len(client.output):,} bytes: {short(client.output)}.",
        wire=wire,
    )


@step(
    "The real uWSGI understands it",
    clause=PROTOCOL,
    question="uWSGI says nothing and hangs up, or waits: which length has misled it?",
)
def real_uwsgi(bench):
    bench.lay("app.py", APP.read_bytes())
    port = ports.choose()
    server = bench.start(
        "uwsgi", "--socket", f"127.0.0.1:{port}", "--wsgi-file", "app.py", "--need-app"
    )
    listens(bench, port, server)
    told = bench.run("packet.py", str(port), f"/environ?word={quote('grün')}")
    for line in b"PATH_INFO=/environ", b"QUERY_STRING=word=gr%C3%BCn":
        bench.expect(
            line in told.output,
            f"uWSGI calls the application, which prints {line.decode()}.",
            got=f"What came is {short(told.output, 200)}.",
        )
    body = bench.random.randbytes(9_000)
    told = bench.run("packet.py", str(port), "/echo", stdin=body)
    bench.expect(
        told.output.endswith(b"\r\n\r\n" + body),
        "Content of 9,000 bytes comes back from the application.",
        got=f"What came is {short(told.output, 200)}.",
    )


@step(
    "A packet of another's is read",
    clause=PROTOCOL,
    question="Where does a value end: at a mark, or where a number says?",
)
def reads_packet(bench):
    variables = [
        (b"HTTP_COOKIE", b"c" * bench.random.randrange(256, 3000)),
        (b"QUERY_STRING", b""),
        (b"HTTP_X_WORD", b"word=%d&" % bench.random.randrange(10**9)),
        (b"PATH_INFO", b"/caf\xc3\xa9"),
    ]
    bench.random.shuffle(variables)
    numbers = bench.random.randrange(256), bench.random.randrange(256)
    words = packet(variables, *numbers)
    told = bench.run("packet.py", "--read", stdin=words + b"and the content").output
    lines = [b"modifier1=%d" % numbers[0], b"modifier2=%d" % numbers[1]]
    lines += [name + b"=" + value for name, value in variables]
    missing = [line for line in lines if line not in told.split(b"\n")]
    bench.expect(
        not missing,
        f"`packet.py --read` prints the line {short(missing[0]) if missing else ''}",
        got=f"For {words[:24].hex(' ')} … it printed {short(told, 200)}.",
    )


@step(
    "Half a packet is none",
    clause=PROTOCOL,
    question="What does data[5:9] give when data has six bytes? Does Python complain?",
)
def half_a_packet(bench):
    whole = packet([(b"REQUEST_METHOD", b"GET"), (b"PATH_INFO", b"/")])
    wrong_size = whole[:1] + b"\x14\x00" + whole[3:]
    for words, told in [
        (whole[:3], "three bytes, which are no header"),
        (whole[:-3], "a packet that ends too early"),
        (wrong_size, "a packet whose size ends in the middle of a value"),
    ]:
        program = bench.run("packet.py", "--read", stdin=words)
        bench.expect(
            program.status and b"Traceback" not in program.errors,
            "Your program says in a sentence that it is no packet, with an exit status "
            "that is not 0.",
            got=f"It was given {told}: {words.hex(' ')}. "
            + ("A traceback came." if program.status else "The status was 0."),
        )
