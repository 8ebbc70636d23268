"""What must not run, and what goes wrong."""

import shlex

from apps.labs.checking import rfc, step
from apps.labs.judge import read_answer, request
from apps.labs.programs import poll

from .check_asks import PROCESS_FAILED, ask, gateway, is_running, must_be
from .check_scripts import put


@step(
    "Only what lies in cgi-bin is run",
    clause=rfc(
        9110,
        "17.3",
        "Names from a request must not lead out of the folder that is meant: ../ in every "
        "spelling, absolute paths.",
    ),
    question="When is .. recognised: before the path is decoded, after, or never?",
)
def not_outside(bench):
    server = gateway(bench)
    mark = server.folder / "mark"
    mark.unlink(missing_ok=True)
    lines = f"touch {shlex.quote(str(mark))}\necho 'Content-Type: text/plain'\necho\n"
    outside = put(server, "outside.sh", lines, folder=".")
    put(server, "inside.sh", "echo 'Content-Type: text/plain'\necho\n")
    for target in (
        "/cgi-bin/../outside.sh",
        "/cgi-bin/%2e%2e/outside.sh",
        "/cgi-bin/..%2foutside.sh",
        "/cgi-bin/inside.sh/../../outside.sh",
        "/cgi-bin/inside.sh%2f..%2f..%2foutside.sh",
        f"/cgi-bin/{outside}",
        f"/cgi-bin/{str(outside).replace('/', '%2F')}",
        "/outside.sh",
    ):
        answer = ask(server, request(target), is_refusable=True)
        bench.expect(
            not mark.exists(),
            f"{target} starts nothing.",
            got="The script outside.sh, beside cgi-bin and not in it, has run.",
        )
        bench.expect(
            not answer or b"touch" not in answer.body,
            f"{target} shows nothing of a file beside cgi-bin.",
            got="The text of outside.sh came back.",
        )


@step(
    "What may not be executed is neither run nor shown",
    clause=rfc(
        3875,
        "3.2",
        "The server decides which files are scripts. Here: the executable ones. The text "
        "of others may hold passwords, and is nobody's page.",
    ),
    question="How can a program see that a file is meant to be run?",
)
def not_executable(bench):
    server = gateway(bench)
    put(server, "notes.sh", "echo 'Content-Type: text/plain'\necho\n", mode=0o644)
    (server.folder / "cgi-bin" / "folder").mkdir(exist_ok=True)
    for target in "notes.sh", "notes.sh/x", "folder", "folder/", "", "no-such.sh":
        answer = ask(server, request(f"/cgi-bin/{target}"))
        bench.expect(
            answer.status >= 400 and b"Content-Type" not in answer.body,
            f"/cgi-bin/{target} is refused: 403 or 404.",
            got=f"The status is {answer.status}, with {len(answer.body)} bytes.",
            wire=answer.wire,
        )


@step(
    "A script that fails is the server's error, and no end of the server",
    clause=PROCESS_FAILED,
    question="What have you read when the script has ended, and was it a whole header?",
)
def fails(bench):
    server = gateway(bench)
    for name, lines in {
        "says nothing": "exit 1",
        "is killed": "kill -9 $$",
        "writes no header": "echo 'Hello, world'",
        "writes half a header": "printf 'Content-Type: text/plain'",
        "has no such interpreter": "#!/no/such/program\n",
    }.items():
        put(server, "broken.sh", lines + "\n")
        answer = ask(server, request("/cgi-bin/broken.sh"))
        bench.expect(
            answer.status >= 500,
            f"A script that {name} is answered with 5xx.",
            got=f"The status is {answer.status}, with {len(answer.body)} bytes.",
            wire=answer.wire,
        )
    put(server, "well.sh", "printf 'Content-Type: text/plain\\n\\nwell'")
    must_be(bench, ask(server, request("/cgi-bin/well.sh")), 200, b"well")


@step(
    "One slow script keeps nobody else waiting",
    clause=rfc(
        3875,
        "3.4",
        "Each request invokes a program of its own: so nothing hinders several at a time.",
    ),
    question="Who waits for the script: your whole program, or one thread of it?",
)
def at_once(bench):
    server = gateway(bench)
    go = server.folder / "go"
    go.unlink(missing_ok=True)
    put(
        server,
        "slow.sh",
        f"while [ ! -e {shlex.quote(str(go))} ]; do sleep 0.02; done\n"
        "printf 'Content-Type: text/plain\\n\\nslow'\n",
    )
    put(server, "quick.sh", "printf 'Content-Type: text/plain\\n\\nquick'\n")
    slow = server.connect()
    slow.send(request("/cgi-bin/slow.sh"))
    try:
        quick = server.connect()
        quick.note("(Another client waits for a script that is not yet done.)")
        quick.send(request("/cgi-bin/quick.sh"))
        must_be(bench, read_answer(quick), 200, b"quick")
    finally:
        go.touch()
    must_be(bench, read_answer(slow), 200, b"slow")


@step(
    "A script that hangs is ended, with all that it has started",
    clause=rfc(
        3875,
        "6.1",
        "The server may set a time within which the script must write, and end the "
        "process that does not. Here: TIMEOUT seconds.",
    ),
    question="You have killed the shell. Who else holds the pipe from which you read?",
)
def hangs(bench):
    server = bench.serve("gateway.py", TIMEOUT="0.2")
    server.folder = bench.folder
    note = bench.folder / "pid"
    put(server, "hangs.sh", f"echo $$ > {shlex.quote(str(note))}\nsleep 60\nexit\n")
    answer = ask(server, request("/cgi-bin/hangs.sh"))
    bench.expect(
        answer.status >= 500,
        "After TIMEOUT (0.2 s) the answer is 504, or another 5xx.",
        got=f"The status is {answer.status}.",
        wire=answer.wire,
        clause=PROCESS_FAILED,
    )
    pid = int(note.read_text())
    bench.expect(
        poll(lambda: not is_running(pid), bench.patience),
        "The script has ended when TIMEOUT is over.",
        got=f"Its process, number {pid}, is still there.",
    )
    put(server, "half.sh", "printf 'Content-Type: text/plain\\n\\nhalf'\nsleep 60\n")
    wire = server.connect()
    wire.send(request("/cgi-bin/half.sh"))
    wire.read_to_end("The connection ends when the script has been ended.")
