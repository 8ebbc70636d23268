"""What lab 07 asks: of a FastCGI responder, record by record and by outside clients.

It is stricter than life. libfcgi, flup and uWSGI's fastcgi-socket fail several steps each
(an abort, another role, GET_VALUES, parameters that are cut), and both outside clients
are content with all three.
"""

from apps.labs import judge
from apps.labs.checking import Refused, document, rfc, step

from .check_records import (
    ABORT_REQUEST,
    AUTHORIZER,
    CANT_MPX_CONN,
    DATA,
    END,
    GET_VALUES,
    GET_VALUES_RESULT,
    PARAMS,
    RECORDS,
    REQUEST_COMPLETE,
    STDIN,
    STREAMS,
    UNKNOWN_ROLE,
    UNKNOWN_TYPE,
    begin,
    params,
    read_pairs,
    read_record,
    read_replies,
    read_reply,
    record,
    request,
    send,
    spec,
    stream,
)

PORT, FRONT = 9000, 8010
GET = {b"REQUEST_METHOD": b"GET", b"QUERY_STRING": b""}

RESPONDERS = spec(
    "6.2",
    "A responder is sent PARAMS and then STDIN, which are a CGI script's environment and "
    "standard input; it sends STDOUT, which is what a CGI script would write.",
)
KEEP_CONN = spec(
    "5.1",
    "Flag KEEP_CONN: if it is set, the connection stays open after the answer; if not, "
    "the application closes it.",
)
NGINX = document(
    "nginx, ngx_http_fastcgi_module",
    "fastcgi_pass",
    "nginx passes a request to a FastCGI server and makes HTTP of what comes back. With "
    "fastcgi_keep_conn its connections stay open.",
    "https://nginx.org/en/docs/http/ngx_http_fastcgi_module.html",
)


@step(
    "One request is answered: STDOUT, its end, END_REQUEST",
    clause=RESPONDERS,
    question="Which records come, which go, and which of them are empty?",
)
def answers(bench):
    wire = responder(bench, named=PORT).connect()
    send(wire, request(1, GET))
    reply = complete(bench, wire, 1)
    bench.expect(
        "content-type" in reply.fields,
        "STDOUT begins like the output of a CGI script: Content-Type, an empty line.",
        got=f"It begins with {reply.output[:60]!r}.",
        wire=wire,
    )
    has_line(bench, wire, reply, b"REQUEST_METHOD=GET")


@step(
    "The request's id comes back, whichever it is",
    clause=spec(
        "3.3",
        "Each record carries the id of its request, in two bytes: any but 0.",
    ),
    question="Where in the header is the id, and how many bytes has it?",
)
def request_id(bench):
    number = bench.random.randrange(0x101, 0xFFFF)
    wire = responder(bench).connect()
    send(wire, request(number, GET))
    complete(bench, wire, number)


@step(
    "KEEP_CONN: the connection stays, and so does the process",
    clause=KEEP_CONN,
    question="Who decides that the connection is closed, and when does that come?",
)
def keeps_connection(bench):
    server = responder(bench)
    wire = server.connect()
    replies = []
    for _ in range(3):
        send(wire, request(1, GET, keep=True))
        replies.append(complete(bench, wire, 1))
    # One connection at a time is enough (3.2).
    wire.close()
    other = server.connect()
    send(other, request(1, GET))
    replies.append(complete(bench, other, 1))
    processes = {reply.fields.get("x-process") for reply in replies}
    numbers = [reply.fields.get("x-request") for reply in replies]
    bench.expect(
        len(processes) == 1 and None not in processes and len(set(numbers)) == 4,
        "Four requests, on two connections, are answered by one process that counts them: "
        "X-Process is the same, X-Request another each time.",
        got=f"X-Process: {', '.join(map(str, processes))}; "
        f"X-Request: {', '.join(map(str, numbers))}.",
        wire=other,
    )


@step(
    "Without KEEP_CONN the connection is closed after the answer",
    clause=KEEP_CONN,
    question="Which bit of which byte of BEGIN_REQUEST have you looked at?",
)
def closes(bench):
    wire = responder(bench).connect()
    send(wire, request(1, GET, keep=False))
    complete(bench, wire, 1)
    wire.expect_end(
        "After END_REQUEST the connection is closed, and nothing more comes."
    )


@step(
    "Records may come in pieces",
    clause=rfc(
        9293,
        "2.2",
        "TCP carries a stream of bytes. It knows no records: one may arrive in many "
        "pieces, and many in one.",
    ),
    question="How many bytes does recv(8) give? And what do you do with fewer?",
)
def in_pieces(bench):
    wire = responder(bench).connect()
    send(wire, request(1, GET, keep=True))
    complete(bench, wire, 1)
    # Now the responder waits in a read, and each piece may wake it. Often enough, and
    # one of them will have come alone.
    for _ in range(5):
        wire.drip(request(1, GET, keep=True))
        reply = complete(bench, wire, 1)
        has_line(bench, wire, reply, b"REQUEST_METHOD=GET")


@step(
    "Names and values, short and long",
    clause=spec(
        "3.4",
        "A length up to 127 is one byte. A longer one is four, of which the first bit is "
        "set and does not count. First both lengths, then name and value.",
    ),
    question="What does the first bit of a length say, and what is the number without it?",
)
def names_and_values(bench):
    environ = {
        b"EMPTY": b"",
        b"HTTP_COOKIE": b"c" * 127,
        b"HTTP_REFERER": b"r" * 128,
        b"QUERY_STRING": b"q=" + b"x" * bench.random.randrange(300, 60_000),
        b"HTTP_" + b"N" * 200: b"a long name",
        b"PATH_INFO": b"/caf\xc3\xa9/\xff=\x01",
    }
    wire = responder(bench).connect()
    send(wire, request(1, environ))
    reply = complete(bench, wire, 1)
    for name, value in environ.items():
        has_line(bench, wire, reply, name + b"=" + value)


@step(
    "The body comes back as it came",
    clause=RESPONDERS,
    question="When is STDIN at its end: after one record, or after which one?",
)
def body(bench):
    data = b"\x00\xff\r\n" + bench.random.randbytes(3_000)
    environ = GET | {b"CONTENT_LENGTH": str(len(data)).encode()}
    wire = responder(bench).connect()
    send(wire, begin(1) + stream(PARAMS, 1, params(environ)))
    send(wire, stream(STDIN, 1, data, size=700))
    reply = complete(bench, wire, 1)
    ends_with(bench, wire, reply, data)


@step(
    "Streams may be cut anywhere",
    clause=spec(
        "3.3",
        "A stream is the content of its records, joined. Where it is cut says nothing: a "
        "record may end within a name, a value or a length.",
    ),
    question="When do you take the parameters apart: at each record, or at their end?",
)
def cut_anywhere(bench):
    value = b"v" * 400
    environ = {b"REQUEST_METHOD": b"POST", b"HTTP_X_LONG": value}
    wire = responder(bench).connect()
    send(wire, begin(1) + stream(PARAMS, 1, params(environ), size=3))
    send(wire, stream(STDIN, 1, b"one byte a record", size=1))
    reply = complete(bench, wire, 1)
    has_line(bench, wire, reply, b"HTTP_X_LONG=" + value)
    ends_with(bench, wire, reply, b"one byte a record")


@step(
    "Padding is skipped",
    clause=spec(
        "3.3",
        "After its content a record may have up to 255 bytes of padding, as many as its "
        "header says. The receiver skips them.",
    ),
    question="Where does the next record begin?",
)
def padding(bench):
    wire = responder(bench).connect()
    content = params(GET)
    send(
        wire,
        begin(1)
        + record(PARAMS, 1, content[:20], padding=1)
        + record(PARAMS, 1, content[20:], padding=255)
        + record(PARAMS, 1, padding=8)
        + record(STDIN, 1, b"padded", padding=7)
        + record(STDIN, 1, padding=bench.random.randrange(1, 255)),
    )
    reply = complete(bench, wire, 1)
    has_line(bench, wire, reply, b"REQUEST_METHOD=GET")
    ends_with(bench, wire, reply, b"padded")


@step(
    "A long answer comes in several records",
    clause=spec(
        "3.3",
        "The content of a record has 65,535 bytes at most: its length has two bytes.",
    ),
    question="What is the largest number that contentLength can hold?",
)
def long_answer(bench):
    wire = responder(bench).connect()
    # Such that some record would have a length of 65,536, which in two bytes is 0.
    data = bench.random.randbytes(200_000)
    send(wire, request(1, GET, data))
    ends_with(bench, wire, complete(bench, wire, 1), data)


@step(
    "Two requests on one connection, record by record in turns",
    clause=spec(
        "3.3",
        "The id tells which request a record belongs to. An application may take several "
        "at a time, or refuse the second with END_REQUEST, CANT_MPX_CONN (5.5).",
    ),
    question="Where do you keep what has come of a request: in one place, or one for each?",
)
def in_turns(bench):
    wire = responder(bench).connect()
    first = GET | {b"HTTP_X_WHO": b"the first"}
    second = GET | {b"HTTP_X_WHO": b"the second"}
    words = begin(1, keep=True) + begin(2, keep=True)
    words += record(PARAMS, 1, params(first)) + record(PARAMS, 2, params(second))
    words += record(PARAMS, 1) + record(STDIN, 1, b"eins ")
    words += record(PARAMS, 2) + record(STDIN, 2, b"zwei ")
    words += record(STDIN, 2, b"more of 2") + record(STDIN, 1, b"more of 1")
    send(wire, words + record(STDIN, 2) + record(STDIN, 1))
    replies = read_replies(wire, 1, 2)
    is_complete(bench, wire, replies[1])
    has_line(bench, wire, replies[1], b"HTTP_X_WHO=the first")
    ends_with(bench, wire, replies[1], b"\neins more of 1")
    if replies[2].protocol_status == CANT_MPX_CONN:
        # Then the second may be sent again, and is a request like any other.
        wire.note("(The second was refused with CANT_MPX_CONN, and is sent again.)")
        send(wire, request(2, second, b"zwei more of 2", keep=True))
        replies[2] = read_reply(wire, 2)
    is_complete(bench, wire, replies[2])
    has_line(bench, wire, replies[2], b"HTTP_X_WHO=the second")
    ends_with(bench, wire, replies[2], b"zwei more of 2")


@step(
    "A request that is aborted is ended, and no other",
    clause=spec(
        "5.4",
        "ABORT_REQUEST: the browser has gone. The application answers with END_REQUEST as "
        "soon as it can. Records that still come for that id are ignored (3.3).",
    ),
    question="What does the web server wait for when it has sent ABORT_REQUEST?",
)
def aborts(bench):
    wire = responder(bench).connect()
    send(wire, begin(7, keep=True) + record(PARAMS, 7, params(GET)))
    send(wire, record(ABORT_REQUEST, 7))
    # Whatever it had written; but an end.
    read_reply(wire, 7)
    wire.note("(Records of the request that has ended, and of one that never began:)")
    send(wire, record(STDIN, 7, b"late") + record(STDIN, 7) + record(DATA, 9, b"?"))
    send(wire, request(7, GET, b"anew", keep=True))
    ends_with(bench, wire, complete(bench, wire, 7), b"\nanew")


@step(
    "Another role is refused",
    clause=spec(
        "5.5",
        "A role that the application does not play is refused with END_REQUEST and the "
        "protocol status UNKNOWN_ROLE.",
    ),
    question="Which roles are there (6), and which of them is yours?",
)
def other_role(bench):
    wire = responder(bench).connect()
    send(wire, begin(1, role=AUTHORIZER, keep=True))
    send(wire, stream(PARAMS, 1, params(GET)))
    reply = read_reply(wire, 1)
    bench.expect(
        reply.protocol_status == UNKNOWN_ROLE,
        f"END_REQUEST has the protocol status UNKNOWN_ROLE, {UNKNOWN_ROLE}.",
        got=f"It has {reply.protocol_status}.",
        wire=wire,
    )


@step(
    "The application tells what it can do",
    clause=spec(
        "4.1",
        "GET_VALUES asks, by names without values; GET_VALUES_RESULT answers those that "
        "the application knows: FCGI_MAX_CONNS, FCGI_MAX_REQS, FCGI_MPXS_CONNS.",
    ),
    question="Which id has a record that is about no request?",
)
def get_values(bench):
    wire = responder(bench).connect()
    names = [b"FCGI_MAX_CONNS", b"FCGI_MAX_REQS", b"FCGI_MPXS_CONNS"]
    asked = dict.fromkeys([*names, b"FCGI_NOBODY_KNOWS"], b"")
    send(wire, record(GET_VALUES, 0, params(asked)))
    kind, number, content = read_record(wire)
    bench.expect(
        (kind, number) == (GET_VALUES_RESULT, 0),
        f"GET_VALUES_RESULT, type {GET_VALUES_RESULT}, comes for the id 0.",
        got=f"Type {kind} came for the id {number}.",
        wire=wire,
    )
    values = read_pairs(content, wire)
    bench.expect(
        "FCGI_NOBODY_KNOWS" not in values,
        "A name that the application does not know is left out.",
        got=f"The answer is {values}.",
        wire=wire,
    )
    for name in map(bytes.decode, names):
        is_fine = values.get(name, "").isdecimal()
        bench.expect(
            is_fine and (name != "FCGI_MPXS_CONNS" or values[name] in {"0", "1"}),
            f"{name} is a number, in digits; FCGI_MPXS_CONNS is 0 or 1.",
            got=f"The answer is {values}.",
            wire=wire,
        )


@step(
    "What it does not understand, it says",
    clause=spec(
        "4.2",
        "A management record of a type that is not understood is answered by UNKNOWN_TYPE, "
        "whose first byte is that type: so the protocol can grow.",
    ),
    question="Can an application of 1996 hear of a record of tomorrow and go on?",
)
def unknown_type(bench):
    wire = responder(bench).connect()
    strange = bench.random.randrange(12, 255)
    send(wire, record(strange, 0, b"from a later version"))
    kind, number, content = read_record(wire)
    bench.expect(
        (kind, number, content[:1]) == (UNKNOWN_TYPE, 0, bytes([strange])),
        f"UNKNOWN_TYPE, type {UNKNOWN_TYPE}, comes for the id 0, and says {strange}.",
        got=f"Type {kind} came for the id {number}, and says {content[:1].hex()}.",
        wire=wire,
    )
    bench.expect(
        len(content) == 8,
        "Its content has eight bytes, of which seven are reserved.",
        got=f"It has {len(content)}.",
        wire=wire,
    )
    send(wire, request(1, GET))
    complete(bench, wire, 1)


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


# What several steps ask


def responder(bench, **options):
    return bench.shared("responder.py", **options)


def complete(bench, wire, number):
    """Read a reply; its request has ended well."""
    reply = read_reply(wire, number)
    is_complete(bench, wire, reply)
    return reply


def is_complete(bench, wire, reply):
    bench.expect(
        reply.protocol_status == REQUEST_COMPLETE,
        f"END_REQUEST has the protocol status REQUEST_COMPLETE, {REQUEST_COMPLETE}.",
        got=f"It has {reply.protocol_status}.",
        wire=wire,
        clause=END,
    )
    bench.expect(
        reply.output,
        "The answer is in STDOUT.",
        got="STDOUT is empty.",
        wire=wire,
        clause=STREAMS,
    )


def has_line(bench, wire, reply, line):
    bench.expect(
        b"\n" + line + b"\n" in b"\n" + reply.body,
        f"The page has the line {short(line)}.",
        got=f"The page is {short(reply.body, 300)}.",
        wire=wire,
    )


def ends_with(bench, wire, reply, data):
    if not reply.body.endswith(data):
        raise Refused(
            f"The page ends with the body of the request: {short(data)}, "
            f"{len(data):,} bytes.",
            got=f"The page has {len(reply.body):,} bytes and ends with "
            f"{reply.body[-40:]!r}.",
            wire=wire,
        )


def from_nginx(bench, answer, server):
    said = server.errors[-200:].decode(errors="replace")
    bench.expect(
        answer.status == 200,
        "nginx answers 200, with what your responder has sent.",
        got=f"It answers {answer.status}. {said}".strip(),
        wire=answer.wire,
    )


def short(data, most=60):
    return repr(data) if len(data) <= most else f"{data[:most]!r} …"
