"""What lab 17 asks: of a packet, of uwsgi.ini, of a stack that is kept alive, of a guess."""

import json
import re
import select
import socket
import stat
import threading
import time
from urllib.parse import quote

from apps.labs import judge, ports
from apps.labs.checking import Refused, document, pep, rfc, short, step
from apps.labs.programs import poll

from .check_uwsgi import (
    APP,
    PROTOCOL,
    Instance,
    UnixSocket,
    is_alive,
    kill,
    option,
    packet,
    read_packet,
)

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
SUPERVISOR = document(
    "Supervisor",
    "autorestart",
    "supervisord starts a program again when it has ended; with `true` whatever its exit "
    "status was. It must be its child, and stay in the foreground.",
    "http://supervisord.org/configuration.html",
)


# The packet


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


# uwsgi.ini


@step(
    "uWSGI starts in the background and answers",
    clause=option(
        "daemonize",
        "Go into the background, and write into this file what there is to say.",
    ),
    question="Who gets the prompt back when you start it? And where do errors go then?",
)
def starts(bench):
    instance = Instance(bench)
    instance.who()
    bench.expect(
        instance.program.wait_ended(bench.patience),
        "The command ends while uWSGI goes on in the background.",
        got=instance.program.how_it_ended(),
    )
    log = instance.run / "app.log"
    bench.expect(
        log.exists() and log.read_bytes(),
        "What it has to say is in run/app.log.",
        got=instance.why(),
    )


@step(
    "A master has workers, and its number is in the file",
    clause=option(
        "master", "A process that starts the workers, watches and replaces them."
    ),
    question="Which process should `kill` reach, and who tells you its number?",
)
def has_master(bench):
    instance = Instance(bench)
    pid, master = instance.who()
    number = instance.pid_in_file()
    bench.expect(
        number == master and pid != master,
        "The number in run/app.pid is that of the master, the parent of those who answer.",
        got=f"It is {number}; process {pid} answered, whose parent is {master}.",
    )


@step(
    "Eight requests at once are all at work",
    clause=option(
        "threads",
        "How many threads each process has; each takes one request at a time.",
    ),
    question="How many requests can be waiting inside your application at one moment?",
)
def eight_at_once(bench):
    instance = Instance(bench)
    wires = [instance.ask("/meet", "8") for _ in range(8)]
    met = poll(lambda: len(list(bench.folder.glob("meet-*"))), bench.patience)
    poll(lambda: len(list(bench.folder.glob("meet-*"))) >= 8, min(bench.patience, 2))
    found = list(bench.folder.glob("meet-*"))
    processes = {path.name.split("-")[1] for path in found}
    bench.expect(
        met and len(found) >= 8,
        "Eight requests are inside the application at once.",
        got=f"{len(found)} were, and the others waited outside.",
        wire=wires[-1],
    )
    for wire in wires:
        instance.answer(wire)
    bench.expect(
        len(processes) >= 2,
        "They are in two processes at least: two processors can then work at once.",
        got="All were in one process.",
        clause=option("processes", "How many processes there are beside the master."),
        question="What may only one thread of a process do at a time, in Python?",
    )


@step(
    "It tells what it is doing",
    clause=option(
        "stats",
        "At this address it writes JSON about itself and hangs up.",
        "StatsServer",
    ),
    question="How do you see from outside how many workers are busy?",
)
def tells_stats(bench):
    instance = Instance(bench)
    connection = socket.socket(socket.AF_UNIX)
    bench.close_later(connection)

    def connected():
        return connection.connect_ex(str(instance.run / "stats.sock")) == 0

    bench.expect(
        poll(connected, bench.patience),
        "run/stats.sock is listened at.",
        got=instance.why(),
    )
    words = bench.wire(UnixSocket(connection)).read_to_end()
    try:
        workers = [worker["pid"] for worker in json.loads(words)["workers"]]
    except (ValueError, KeyError):
        workers = []
    bench.expect(
        instance.who()[0] in workers,
        "JSON comes, with the workers and their process ids.",
        got=short(words, 200),
    )


@step(
    "Only its own group may speak to it",
    clause=option(
        "chmod-socket",
        "Who can write to the socket can run code: a packet may name a file to run "
        "(UWSGI_FILE).",
        "Vars",
    ),
    question="Who on this machine may connect to run/app.sock now?",
)
def is_private(bench):
    instance = Instance(bench)
    instance.pid_in_file()

    def mode_of(name):
        return stat.S_IMODE((instance.run / name).stat().st_mode)

    bench.expect(
        not mode_of("app.sock") & 0o007,
        "Others than owner and group have no right to run/app.sock.",
        got=f"The mode of run/app.sock is {mode_of('app.sock'):o}.",
    )
    bench.expect(
        not mode_of("app.pid") & 0o002,
        "Others cannot write run/app.pid, whose number is to be killed.",
        got=f"The mode of run/app.pid is {mode_of('app.pid'):o}.",
        clause=option(
            "umask",
            "What a process takes from the mode of each file that it makes. A daemon of "
            "uWSGI's takes nothing, unless it is told to.",
        ),
        question="Which files does uWSGI make besides its sockets, and with which mode?",
    )


@step(
    "A worker that dies is replaced",
    clause=option("master", "The master starts another worker when one has died."),
    question="Who notices that a process has died, and who starts the next?",
)
def replaces(bench):
    # supervisord needs seconds to begin: let it do so while we are busy here.
    stack(bench)
    instance = Instance(bench)
    pid, master = instance.who()
    kill(pid)
    poll(lambda: not is_alive(pid), bench.patience)

    wires = [instance.ask("/meet2", "8") for _ in range(8)]
    poll(lambda: len(list(bench.folder.glob("meet2-*"))) >= 8, bench.patience)
    processes = {p.name.split("-")[1] for p in bench.folder.glob("meet2-*")}
    number = len(list(bench.folder.glob("meet2-*")))
    bench.expect(
        number >= 8 and pid not in map(int, processes),
        "After `kill -9` of a worker there is another: again eight are served at once.",
        got=f"{number} were, by {len(processes)} processes.",
        wire=wires[-1],
    )


@step(
    "SIGTERM: what was begun is finished, and nothing is left",
    clause=option(
        "die-on-term",
        "uWSGI reloads on SIGTERM, unless this is set; and then it kills requests in "
        "flight, unless hook-master-start makes it gracefully_kill_them_all.",
        "Hooks",
    ),
    question="What does `systemctl stop` send, and what becomes of those who are waiting?",
)
def ends_well(bench):
    instance = Instance(bench)
    pid, master = instance.who()
    number = instance.pid_in_file()
    # A worker that has only just begun misses the signal: so all are at work first.
    for ready in [instance.ask("/meet4", "8") for _ in range(8)]:
        instance.answer(ready)
    # Until a worker is inside the application.
    wire = instance.ask("/meet3", "2")
    poll(lambda: list(bench.folder.glob("meet3-*")), bench.patience)
    kill(number, 15)
    # It has understood when it lets nobody in, or says so. Then the answer may come.
    poll(lambda: not is_alive(number), 0.3)
    (bench.folder / "meet3-0-0").touch()
    body = wire.read_to_end("The request in flight is answered.").partition(
        b"\r\n\r\n"
    )[2]
    bench.expect(
        body == b"met",
        "The request that was in flight when SIGTERM came is answered.",
        got="The connection was closed without an answer.",
        wire=wire,
    )
    ended = poll(lambda: not (is_alive(pid) or is_alive(number)), bench.start_patience)
    bench.expect(
        ended,
        "After SIGTERM to the process in run/app.pid all processes end.",
        got="They still run: uWSGI has reloaded.",
        wire=wire,
    )
    poll(lambda: not instance.socket.exists(), min(bench.patience, 1))
    left = [
        name
        for name in ("app.sock", "stats.sock", "app.pid")
        if (instance.run / name).exists()
    ]
    bench.expect(
        not left,
        "The sockets and the file with the process id are gone.",
        got=f"run/ still has {', '.join(left)}.",
        wire=wire,
        clause=option("vacuum", "Take away, at the end, the files that it has made."),
        question="What does the next start find where a socket lay?",
    )


# The stack


@step(
    "nginx answers with Tornado's page",
    clause=document(
        "nginx",
        "proxy_pass",
        "Hand a request on by HTTP, to a port or to a unix socket.",
        "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",
    ),
    question="Which programs does stack.conf name, where do they listen, and who speaks to "
    "whom in which protocol?",
)
def stack_answers(bench):
    answer = stack_who(bench, "X-Real-IP: 198.51.100.7")
    bench.expect(
        "nginx" in (answer.field("Server") or ""),
        "It is nginx that answers: Server says so.",
        got=f"Server: {answer.field('Server')}",
        wire=answer.wire,
    )
    asks = json.loads(answer.body)["asks"]
    bench.expect(
        asks == "127.0.0.1",
        "The application is told who asks: 127.0.0.1, whatever the client claims.",
        got=f"It was told {asks}.",
        wire=answer.wire,
        clause=document(
            "nginx",
            "proxy_set_header",
            "A field that is set here replaces what the client has sent under its name.",
            "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header",
        ),
        question="From whom does the connection come that Tornado sees?",
    )


@step(
    "Ten wait at once in one process",
    clause=document(
        "Tornado",
        "Asynchronous and non-Blocking I/O",
        "One thread serves all. A handler that blocks stops everybody; one that awaits "
        "lets the loop go on.",
        "https://www.tornadoweb.org/en/stable/guide/async.html",
    ),
    question="How many threads does your handler's process have, and which of them waits?",
)
def all_wait(bench):
    server = stack(bench)
    stack_who(bench)
    wires = [server.connect() for _ in range(10)]
    *first, last = wires
    for wire in first:
        wire.send(judge.request("/meet/10"))
    # Who comes after them is answered: so they have been heard.
    judge.ask(server, judge.request("/"))
    early = select.select([wire.socket for wire in first], [], [], 0.1)[0]
    told = "Nine who ask for /meet/10 wait for the tenth."
    bench.expect(not early, told, got=f"{len(early)} were answered before.")
    last.send(judge.request("/meet/10"))
    for wire in wires:
        answer = judge.read_answer(wire)
        told = "All ten are answered when the tenth has come: 200."
        bench.expect(answer.status == 200, told, got=f"{answer.status}.", wire=wire)


@step(
    "What is killed comes back",
    clause=SUPERVISOR,
    question="Whose child is gunicorn's master, and what happens when it ends?",
)
def comes_back(bench):
    before = json.loads(stack_who(bench).body)
    kill(before["parent"])
    poll(lambda: not is_alive(before["process"]), bench.patience)
    after = json.loads(stack_who(bench, but=before["process"]).body)
    bench.expect(
        after["parent"] not in {before["parent"], 1},
        "Another gunicorn is there, with another worker.",
        got=f"Before: {before}. After: {after}.",
    )


@step(
    "The end of supervisord is the end of all",
    clause=document(
        "Supervisor",
        "stopasgroup, killasgroup",
        "SIGTERM makes supervisord stop its programs and end; with stopasgroup a program's "
        "children are told too.",
        "http://supervisord.org/configuration.html",
    ),
    question="Which processes have you seen in `ps`, and which of them are left?",
)
def all_end(bench):
    server = stack(bench)
    who = json.loads(stack_who(bench).body)
    server.signal(15)
    alive = [who["process"], who["parent"]]
    poll(
        lambda: not any(map(is_alive, alive)) and server.has_ended,
        bench.start_patience + 5,
    )
    left = [pid for pid in alive if is_alive(pid)]
    bench.expect(
        server.has_ended and not left and ports.is_free(server.port) is not None,
        "After SIGTERM to supervisord no process of the stack is left.",
        got=f"Of gunicorn's {', '.join(map(str, alive))} are left: {left}. "
        f"{server.how_it_ended()}",
    )


# The guess


@step(
    "What you expect of threads is what is measured",
    clause=document(
        "CPython",
        "global interpreter lock",
        "One thread of a process computes at a time. Whoever waits for input lets go of it.",
        "https://docs.python.org/3/glossary.html#term-global-interpreter-lock",
    ),
    question="Who is busy while a request waits: the processor, or nobody?",
)
def predictions(bench):
    path = bench.folder / "predictions.txt"
    text = path.read_text() if path.exists() else ""
    lines = re.findall(r"(?m)^(ten [^:\n]+):\s*([\d.]+)\s*$", text)
    said = {name: float(number) for name, number in lines}
    bench.lay("app.py", APP.read_bytes())
    for what, threads in (("waits", 1), ("waits", 10), ("computations", 10)):
        count = {1: "one thread", 10: "ten threads"}[threads]
        name = f"ten {what}, one process with {count}"
        bench.expect(
            said.get(name),
            f"predictions.txt says what you expect of: {name}.",
            got="No number above 0 stands there.",
        )
        # Another program that is busy meanwhile may spoil one measurement.
        for _ in range(3):
            measured = ratio(bench, what, threads)
            if measured / 2.5 < said[name] < measured * 2.5:
                break
        else:
            raise Refused(
                f"What you expect is near to what is measured, for {name}.",
                got=f"You expect {said[name]:g} times as long as one alone; measured, the "
                f"last of three times, it is {measured:.1f}.",
            )


def ratio(bench, what, threads):
    """Give the time of ten requests at once, in times of one alone."""
    path = {"waits": "/sleep", "computations": "/work"}[what]
    port = ports.choose()
    server = bench.start(
        *["uwsgi", "--http-socket", f"127.0.0.1:{port}", "--wsgi-file", "app.py"],
        *["--threads", str(threads), "--processes", "1", "--need-app"],
    )
    listens(bench, port, server)

    def fetch():
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(judge.request(path))
            while connection.recv(65536):
                pass

    def seconds(number):
        several = [threading.Thread(target=fetch) for _ in range(number)]
        start = time.perf_counter()
        for thread in several:
            thread.start()
        for thread in several:
            thread.join()
        return time.perf_counter() - start

    seconds(threads)  # It has woken up.
    alone = min(seconds(1) for _ in range(3))
    at_once = seconds(10)
    server.stop()
    return at_once / alone


# What several steps ask


def request_of(bench, target, body=b""):
    """Let packet.py ask the check itself; give the wire on which it comes."""
    listener = bench.listen()
    client = bench.start("packet.py", str(listener.port), target)
    client.say(body)
    client.say_no_more()
    return listener.accept(client), client


def must_have(bench, wire, found, name, value):
    bench.expect(
        found.get(name) == value,
        f"{name} is {value!r}.",
        got=f"It is {found.get(name)!r}." if name in found else "It is not there.",
        wire=wire,
    )


def listens(bench, port, server):
    def is_listening():
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    poll(lambda: server.has_ended or is_listening(), bench.start_patience)


def stack(bench):
    return bench.shared("stack.py", named=8001)


def stack_who(bench, *lines, but=None):
    """Ask /who until the stack is up. supervisord looks about it once a second."""
    server = stack(bench)
    told = ["Nobody listens.", None]

    def is_up():
        if server.has_ended:
            return True
        try:
            answer = judge.ask(server, judge.request("/who", "GET", *lines))
        except Refused as refused:
            # It may be on its way; what it said last is told if it comes to nothing.
            if refused.wire:
                told[:] = refused.got, refused.wire
            return False
        told[:] = f"{answer.status}: {short(answer.body)}", answer.wire
        is_it = answer.status == 200 and json.loads(answer.body)["process"] != but
        return answer if is_it else False

    answer = poll(is_up, max(bench.start_patience, 6), pause=0.03)
    if isinstance(answer, judge.Answer):
        return answer
    raise Refused(
        "nginx answers /who with what the Tornado application says: 200.",
        got=f"{told[0]}\n{logs_of(server)}",
        wire=told[1],
    )


def logs_of(server):
    """The last words of the stack's programs."""
    lines = []
    for path in sorted((server.folder / "run").glob("*.log")):
        if path.name == "access.log":
            continue
        last = path.read_text(errors="replace").strip().splitlines()[-2:]
        lines += [f"{path.name}: {line}" for line in last]
    return "\n".join(lines)
