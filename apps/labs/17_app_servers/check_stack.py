"""nginx, Tornado and supervisord."""

import json
import select

from apps.labs import judge, ports
from apps.labs.checking import document, step
from apps.labs.programs import poll

from .check_asks import (
    SUPERVISOR,
    stack,
    stack_who,
)
from .check_uwsgi import (
    is_alive,
    kill,
)


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
