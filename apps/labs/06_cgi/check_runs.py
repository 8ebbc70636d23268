"""How scripts are run, and where a Location leads."""

import os
from pathlib import Path

from apps.labs.checking import rfc, step
from apps.labs.judge import request

from .check_asks import (
    ask,
    gateway,
    must_be,
    must_have,
    post,
)
from .check_scripts import put, put_probe, told


@step(
    "Long bodies go both ways at once",
    clause=rfc(
        3875,
        "4.2",
        "A script need not read the body, not before it writes, and not at all; and the "
        "server reads all that it writes (6.4).",
    ),
    question="A pipe holds 64 KiB. What happens when both of you wait to write?",
)
def long_bodies(bench):
    server = gateway(bench)
    data = bench.random.randbytes(400_000)
    put(
        server,
        "echo.sh",
        "printf 'Content-Type: text/plain\\n\\n'\nexec head -c $CONTENT_LENGTH\n",
    )
    answer = post(server, "/cgi-bin/echo.sh", data)
    must_be(bench, answer, 200, data)
    put(server, "deaf.sh", "printf 'Content-Type: text/plain\\n\\nI do not listen.'\n")
    answer = post(server, "/cgi-bin/deaf.sh", data)
    must_be(bench, answer, 200, b"I do not listen.")


@step(
    "A script runs in its own folder",
    clause=rfc(
        3875,
        "7.2",
        "The script's working directory should be the one in which it lies.",
    ),
    question='What does open("notes.txt") mean to a script, and who decides that?',
)
def own_folder(bench):
    server = gateway(bench)
    place = put_probe(server).parent
    answer = ask(server, request("/cgi-bin/probe.py"))
    got = told(answer)["folder"]
    bench.expect(
        os.path.realpath(got) == os.path.realpath(place),
        "It runs in the folder cgi-bin, where it lies.",
        got=f"It runs in {got}.",
        wire=answer.wire,
    )


@step(
    "A Location of ours alone: the browser does not notice",
    clause=rfc(
        3875,
        "6.2.2",
        "When a script returns only a path of this server, the server gives the answer "
        "that a request for that path would have got.",
    ),
    question="Who follows this Location: the browser, or you?",
)
def local_redirect(bench):
    server = gateway(bench)
    put_probe(server)
    put(server, "go.sh", "echo 'Location: /cgi-bin/probe.py/there?by=go'\necho\n")
    for answer in (
        ask(server, request("/cgi-bin/go.sh/here?a=b")),
        post(server, "/cgi-bin/go.sh", b"the body"),
    ):
        must_be(bench, answer, 200)
        environ = told(answer)["environ"]
        must_have(bench, environ, answer, "PATH_INFO", {"/there"}, "4.1.5")
        must_have(bench, environ, answer, "QUERY_STRING", {"by=go"}, "4.1.7")
    put(server, "circle.sh", "echo 'Location: /cgi-bin/circle.sh'\necho\n")
    answer = ask(server, request("/cgi-bin/circle.sh"))
    bench.expect(
        answer.status >= 300,
        "A script that sends you to itself for ever is given up: a 5xx, best.",
        got=f"The status is {answer.status}.",
        wire=answer.wire,
        question="How many times do you follow before you doubt?",
    )


@step(
    "This lab's own scripts run as they are",
    clause=rfc(
        3875,
        "1.1",
        "The server manages connections and transport, the script the application: so a "
        "script of any language runs under any server.",
    ),
    question="What do these scripts know of your gateway, and what must they not need to?",
)
def scripts_as_they_are(bench):
    server = gateway(bench)
    for file in (Path(__file__).parent / "cgi-bin").iterdir():
        put(server, file.name, file.read_text("latin-1"))
    form = post(server, "/cgi-bin/form.pl", b"who=%3CAda+%26+co%3E&x=1")
    onward = ask(server, request("/cgi-bin/onward.sh"))
    shown = post(server, "/cgi-bin/environment.py/more?x=1", b"\x00\xff")
    for answer, words in (
        (form, b"Hello, &lt;Ada &amp; co&gt;."),
        (onward, b"and then /by/way/of/onward.sh."),
        (shown, b"PATH_INFO='/more'"),
        (shown, b"2 bytes of body: b'\\x00\\xff'"),
    ):
        must_be(bench, answer, 200)
        bench.expect(
            words in answer.body,
            f"The page says {words.decode()}",
            got=f"It is {answer.body[:300]!r}.",
            wire=answer.wire,
        )


@step(
    "A Location elsewhere is 302",
    clause=rfc(
        3875,
        "6.2.3",
        "When a script returns a whole address as Location, the answer is 302 Found.",
    ),
    question="With which status does a browser go where Location says?",
)
def client_redirect(bench):
    server = gateway(bench)
    there = "http://example.org/there?x=1"
    put(server, "away.sh", f"echo 'Location: {there}'\necho\n")
    answer = ask(server, request("/cgi-bin/away.sh"))
    must_be(bench, answer, 302)
    bench.expect(
        answer.field("Location") == there,
        f"Location: {there}",
        got=f"Location: {answer.field('Location')}",
        wire=answer.wire,
    )
