"""What lab 02 asks: of a look-up, an echo server and client, and a time server."""

import signal
import socket
from datetime import UTC, datetime, timedelta

from apps.labs.checking import Refused, rfc, step

STREAM = rfc(
    9293,
    "2.2",
    "TCP carries a stream of bytes, in order. It knows no messages: what was sent in "
    "one piece may arrive in many, and many pieces in one.",
)
ECHO = rfc(
    862,
    "TCP Based Echo Service",
    "Any data received is sent back. This goes on until the client ends the connection.",
)
DAYTIME = rfc(
    867,
    "TCP Based Daytime Service",
    "Once a connection is established the current time is sent as one line of ASCII; "
    "what the client sends is thrown away; then the service closes the connection.",
)
GETADDRINFO = rfc(
    3493,
    "6.1",
    "getaddrinfo gives a list: a name may have several addresses, of both families. "
    "When it has none, that is an error with a reason (EAI_NONAME).",
)
RESET = rfc(
    9293,
    "3.5.3",
    "A reset ends one connection, and no other: the listening socket stays in LISTEN.",
)
HALF_CLOSED = rfc(
    9293,
    "3.6",
    'To close is to say "I have no more data to send". The other side may go on '
    "sending, and is read until it closes too.",
)
TIME_WAIT = rfc(
    9293,
    "3.6.1",
    "The side that closes first must stay in TIME-WAIT for twice the longest life of a "
    "packet. To use the port meanwhile a server must ask for it: SO_REUSEADDR.",
)


@step(
    "The addresses of a name are printed",
    clause=GETADDRINFO,
    question="What does getaddrinfo return, and where in it is the address?",
)
def name_to_addresses(bench):
    addresses = {
        answer[4][0]
        for answer in socket.getaddrinfo("localhost", None, type=socket.SOCK_STREAM)
    }
    told = bench.run("lookup.py", "localhost").output.decode(errors="replace").split()
    bench.expect(
        addresses <= set(told),
        "`lookup.py localhost` prints " + " and ".join(sorted(addresses)) + ".",
        got=f"It does not print {' and '.join(sorted(addresses - set(told)))}.",
    )


@step(
    "The bytes that were sent come back",
    clause=ECHO,
    question="What does recv return: a str or bytes? Must an echo understand them?",
)
def bytes_come_back(bench):
    # No text in any encoding; not in the reach of print or strip either.
    data = b"\xff\xfe\x00 caf\xc3 \r\n" + bench.random.randbytes(20)
    wire = echo_server(bench).connect()
    wire.send(data)
    wire.expect(data)


@step(
    "A message in pieces comes back, piece by piece",
    clause=STREAM,
    question="How often does your server call recv for one client? What ends that loop?",
)
def in_pieces(bench):
    wire = echo_server(bench).connect()
    for byte in b"one byte at a time":
        wire.send(bytes([byte]))
        wire.expect(
            bytes([byte]), f"{bytes([byte])!r} comes back, though more will follow."
        )


@step(
    "A long message comes back whole",
    clause=STREAM,
    question="How many bytes does one recv give at most? And where do the others go?",
)
def long_message(bench):
    data = bench.random.randbytes(300_000)
    wire = echo_server(bench).connect()
    wire.send(data)
    wire.expect(data, "All of the 300,000 bytes come back, in their order.")


@step(
    "When the client has ended, the server closes",
    clause=HALF_CLOSED,
    question="What does recv return when the client sends no more, and what then?",
)
def end_is_answered(bench):
    server = echo_server(bench)
    wire = server.connect()
    wire.send(b"the last words")
    wire.finish()
    wire.expect(b"the last words")
    wire.expect_end(
        "The connection is closed after the last byte, and nothing more comes."
    )


@step(
    "A second client is answered after the first",
    clause=rfc(
        9293,
        "3.9.1.1",
        "A listening socket is not used up by a connection: each accept makes a new one, "
        "and clients that come meanwhile wait in a queue.",
    ),
    question="Which of your two sockets belongs to one client, and which to all?",
)
def second_client(bench):
    server = echo_server(bench)
    first = server.connect()
    second = server.connect()
    for name, wire in ("the first", first), ("the second", second):
        wire.send(name.encode())
        wire.finish()
        wire.expect(name.encode())
        wire.expect_end()


@step(
    "A client that breaks off harms nobody else",
    clause=RESET,
    question="Which exceptions can recv and sendall raise, and who catches yours?",
)
def client_breaks_off(bench):
    server = echo_server(bench)
    broken = server.connect()
    broken.send(b"x" * 1000)
    broken.read(1000)
    broken.reset()
    wire = server.connect()
    wire.note("A client before this one has broken off its connection (RST).")
    wire.send(b"still there?")
    wire.expect(b"still there?")


@step(
    "The server can be started again at once, on the same port",
    clause=TIME_WAIT,
    question="Who holds the port when your program has ended? Which option asks for it?",
)
def restart(bench):
    server = bench.serve("echo_server.py")
    wire = server.connect()
    wire.send(b"before")
    wire.expect(b"before")
    # The server's side closes first: its system keeps the port in TIME-WAIT.
    server.signal(signal.SIGKILL)
    wire.expect_end()
    wire.close()
    server.stop()
    wire = bench.serve("echo_server.py", port=server.port).connect()
    wire.note("The server was killed while a client was connected, and started again.")
    wire.send(b"after")
    wire.expect(b"after")


@step(
    "The client sends what it reads, and says when that was all",
    clause=HALF_CLOSED,
    question="How can the server know that nothing more will come, if you never say so?",
)
def client_says_the_end(bench):
    words = "Grüße, ".encode() + bench.random.randbytes(5_000)
    listener = bench.listen()
    client = bench.start("echo_client.py", "localhost", listener.port)
    client.say(words)
    client.say_no_more()
    wire = listener.accept(client)
    got = wire.read_to_end("After the last byte the client says that it sends no more.")
    bench.expect(
        got == words, f"The {len(words):,} bytes of its standard input arrive."
    )
    wire.close()


@step(
    "The client prints the answer to its end",
    clause=STREAM,
    question="After the first piece of an answer, how do you know that it was the last?",
)
def client_prints_all(bench):
    listener = bench.listen()
    client = bench.start("echo_client.py", "localhost", listener.port)
    client.say_no_more()
    wire = listener.accept(client)
    # A pause that the client can see: the next piece only when the first is printed.
    wire.send(b"first piece\n")
    # (Or, when it prints all at the end, after a moment.)
    client.wait(lambda: client.output.endswith(b"piece\n"), 0.2)
    wire.send(b"second piece \xff\n")
    wire.finish()
    bench.ended(client)
    bench.expect(
        client.output == b"first piece\nsecond piece \xff\n",
        "Both pieces are printed as they came, and nothing else.",
        wire=wire,
    )


@step(
    "A client that nobody answers says so",
    clause=rfc(
        9293,
        "3.5.2",
        "Where nobody listens, a SYN is answered by a reset: connection refused.",
    ),
    question="What does connect raise, and what should the person at the keyboard read?",
)
def nobody_there(bench):
    listener = bench.listen()
    listener.close()
    ended = bench.run("echo_client.py", "localhost", listener.port)
    must_fail_politely(bench, ended, "nobody listens on that port")


@step(
    "The time comes as one line, and then the end",
    clause=DAYTIME,
    question="What does a client that reads to the end wait for?",
)
def time_and_end(bench):
    wire = bench.serve("time_server.py", named=8013).connect()
    line = wire.read_to_end("One line comes, and then the connection is closed.")
    read_time(line, wire)


@step(
    "It is the time of now, wherever the server stands",
    clause=rfc(
        3339,
        "4.4",
        "A local time without its distance from UTC cannot be understood elsewhere.",
    ),
    question="When does your program look at the clock, and in which time zone is that?",
)
def true_time(bench):
    # Quarter of an hour off the others: nobody's server is there by chance.
    server = bench.serve("time_server.py", TZ="Asia/Kathmandu")
    for _ in range(2):
        before = datetime.now(UTC)
        wire = server.connect()
        told = read_time(wire.read_to_end(), wire)
        after = datetime.now(UTC)
        wire.close()
        # A clock told in milliseconds may be one behind.
        bench.expect(
            before - timedelta(milliseconds=2) <= told <= after,
            f"A time from {before:%H:%M:%S.%f} to {after:%H:%M:%S.%f} UTC.",
            got=f"{told} is {abs(told - before)} away from the question.",
            wire=wire,
        )


@step(
    "A name that does not exist is an error, told in a sentence",
    clause=rfc(
        6761,
        "6.4",
        "Names that end in .invalid do not exist, and never will: made for such tests.",
    ),
    question="Which exception does getaddrinfo raise, and who should read what it says?",
)
def unknown_name(bench):
    ended = bench.run("lookup.py", f"no-such-name-{bench.random.random()}.invalid")
    must_fail_politely(bench, ended, "the name has no address")


# What several steps ask


def echo_server(bench):
    return bench.shared("echo_server.py", named=8007)


def must_fail_politely(bench, ended, reason):
    expected = (
        f"When {reason}, the program says so on standard error, in a sentence, "
        "and its exit status is not 0."
    )
    is_polite = b"Traceback" not in ended.errors and ended.errors.strip()
    bench.expect(is_polite and ended.status != 0, expected, got=ended.how_it_ended())


def read_time(line, wire):
    """Read the server's line as a moment, or refuse it."""
    expected = "One line such as 2026-11-21T14:37:48.208+00:00, then CR and LF."
    if line.count(b"\n") > 1:
        raise Refused(expected, got=f"{line!r} is more than one line.", wire=wire)
    if not line.endswith(b"\r\n"):
        got = f"{line!r} does not end with CR and LF."
        question = "With which bytes does a line end on the network? Does your system add them?"
        raise Refused(expected, got=got, wire=wire, question=question)
    question = "Which form of a time can be read in every country, and by programs?"
    try:
        told = datetime.fromisoformat(line.decode("ascii").strip())
    except ValueError as error:
        got = f"{line!r}: {error}"
        raise Refused(
            expected, got=got, wire=wire, clause=ZONE, question=question
        ) from None
    if told.tzinfo is None:
        got = f"{line!r} does not say how far from UTC it is."
        question = "Where in the world is it that late? How could a client know?"
        raise Refused(expected, got=got, wire=wire, clause=ZONE, question=question)
    return told


ZONE = rfc(3339, "5.6", "A time ends in Z or in its distance from UTC, such as +05:45.")
