"""The folder that is served."""

import select

from apps.labs.checking import rfc, step
from apps.labs.judge import ask, request

from .check_asks import library, must_say, serve


@step(
    "The folder's page and its picture come",
    clause=library(
        "http.server: SimpleHTTPRequestHandler",
        "It serves the files of the folder that it is given as `directory`; index.html "
        "where a folder is asked for.",
        "http.server.html#http.server.SimpleHTTPRequestHandler",
    ),
    question="Who calls your handler's __init__, and how does the folder get there?",
)
def folder(bench):
    for target, name, kind in [
        ("/", "index.html", "text/html"),
        ("/test.jpg", "test.jpg", "image/jpeg"),
        ("/test.jpg?x=1", "test.jpg", "image/jpeg"),
    ]:
        answer = must_say(bench, ask(serve(bench), request(target)), {200}, target)
        content = (bench.folder / "public" / name).read_bytes()
        told = f"{target} brings public/{name}, {len(content):,} bytes of {kind}."
        is_so = answer.body == content and kind in (answer.field("Content-Type") or "")
        got = f"{len(answer.body):,} bytes of {answer.field('Content-Type')}."
        bench.expect(is_so, told, got=got, wire=answer.wire)


@step(
    "Nothing beside the folder is given away",
    clause=rfc(
        9110,
        "17.3",
        "A server must see to it that what it opens lies below the folder that it serves.",
    ),
    question="Which folder is served when nobody names one?",
)
def only_the_folder(bench):
    for target in (
        "/server.py",
        "/../server.py",
        "/%2e%2e/server.py",
        "/public/test.jpg",
    ):
        must_say(bench, ask(serve(bench), request(target)), {400, 403, 404}, target)


@step(
    "A silent client keeps nobody waiting",
    clause=library(
        "socketserver: ThreadingMixIn",
        "Mixed into a server class, before it, it handles each request in a thread.",
        "socketserver.html#socketserver.ThreadingMixIn",
    ),
    question="In which of the classes of the tree is a thread started?",
)
def silent_client(bench):
    server = serve(bench)
    silent = server.connect()
    server.remark = "Another client is connected, and says nothing."
    answer = ask(server, request("/"))
    server.remark = ""
    must_say(bench, answer, {200}, "Another client's request")
    # A server that gives the silent one up, and only then turns to the next, closes it.
    given_up = select.select([silent.socket], [], [], 0)[0]
    told = "Another client is answered while the silent one is still connected."
    got = "The other was answered when the silent one had been given up."
    bench.expect(not given_up, told, got=got, wire=answer.wire)
    silent.close()
