"""The application is called, with the right environ."""

import json
import re

from apps.labs.checking import document, pep, rfc, step
from apps.labs.judge import ask, request

from .check_asks import (
    must_be,
    must_have,
    must_say,
    serve,
)


@step(
    "hello.py is called, and answers",
    clause=pep(
        3333,
        "The Server/Gateway Side",
        "The server calls the application once for each request that it receives from a "
        "client.",
    ),
    question="What does the application return, and who sends it?",
)
def hello(bench):
    answer = ask(bench.serve("server.py", named=8009), request("/"))
    must_be(bench, answer, 200, "Hello, world! Grüße!\n".encode())


@step(
    "Status, fields and all pieces arrive",
    clause=pep(
        3333,
        "The start_response() Callable",
        "The status is a str such as '200 OK', the fields are a list of pairs of str; each "
        "character stands for one byte (latin-1).",
    ),
    question="Which encoding turns '\\xe9' into the one byte \\xe9?",
)
def pieces(bench):
    answer = ask(serve(bench), request("/two"))
    must_be(bench, answer, 200, b"one\xff, two")
    told = answer.field("Content-Type"), answer.field("X-Latin")
    bench.expect(
        told == ("text/plain; charset=utf-8", "caf\xe9"),
        "Content-Type and X-Latin are sent as the application gave them.",
        got=f"{told}",
        wire=answer.wire,
    )
    answer = ask(serve(bench), request("/status/404"))
    must_be(bench, answer, 404, b"content")


@step(
    "environ tells the request",
    clause=pep(
        3333,
        "environ Variables",
        "REQUEST_METHOD, SCRIPT_NAME, PATH_INFO, QUERY_STRING, CONTENT_TYPE, "
        "CONTENT_LENGTH, SERVER_NAME, SERVER_PORT, SERVER_PROTOCOL and a HTTP_ key for "
        "each field; all of them str.",
    ),
    question="Which part of the target goes where, and what is the type of each value?",
)
def environ(bench):
    words = request(
        "/environ/a?q=%C3%BC&r", "POST", "X-Ab-Cd: 1 2", "Content-Length: 3"
    )
    server = serve(bench)
    answer = ask(
        server,
        words.replace(b"Content-Len", b"content-type: a/b\r\nContent-Len") + b"abc",
    )
    must_have(
        bench,
        answer,
        REQUEST_METHOD="POST",
        SCRIPT_NAME="",
        PATH_INFO="/environ/a",
        QUERY_STRING="q=%C3%BC&r",
        CONTENT_TYPE="a/b",
        CONTENT_LENGTH="3",
        HTTP_HOST="127.0.0.1",
        HTTP_X_AB_CD="1 2",
        SERVER_PROTOCOL="HTTP/1.1",
        SERVER_PORT=str(server.port),
    )
    told = json.loads(answer.body)
    bench.expect(
        told.get("SERVER_NAME", ["", ""])[1],
        "SERVER_NAME is never empty.",
        got=f"It is {told.get('SERVER_NAME')}.",
        wire=answer.wire,
    )


@step(
    "The path is decoded: into bytes, of which each is a character",
    clause=pep(
        3333,
        "Unicode Issues",
        "A str in environ holds bytes, one a character of latin-1, whatever they mean. The "
        "application, which knows, decodes them.",
    ),
    question="%C3%BC is how many bytes? How many characters of latin-1 are they?",
)
def path(bench):
    server = serve(bench)
    for target, told in [
        ("/environ/%C3%BC%FF", "/environ/\xc3\xbc\xff"),
        ("/environ/a%20b+c%2Fd", "/environ/a b+c/d"),
        ("/environ/%2525", "/environ/%25"),
        ("http://b.example/environ/x?y", "/environ/x"),
    ]:
        must_have(bench, ask(server, request(target)), PATH_INFO=told)


@step(
    "Fields of one name come together, and no field poses as another",
    clause=rfc(
        9110,
        "5.3",
        "Several fields of one name mean the same as one, with the values joined by "
        "commas, in their order.",
    ),
    question="Two fields make one key: which value wins, and who chose it?",
)
def joined(bench):
    server = serve(bench)
    words = request("/environ", "GET", "X-Way: a", "Accept: */*", "x-way: b")
    answer = ask(server, words)
    way = json.loads(answer.body).get("HTTP_X_WAY", ["", ""])[1]
    bench.expect(
        re.fullmatch("a, ?b", way),
        "HTTP_X_WAY is 'a, b'.",
        got=f"It is {way!r}.",
        wire=answer.wire,
    )
    # As with X_Forwarded_Proto, and the X-Forwarded-Proto that a proxy vouches for.
    words = request("/environ", "GET", "X-Mine: http", "X_Mine: https")
    answer = ask(server, words, is_refusable=True)
    if answer and answer.status == 200:
        mine = json.loads(answer.body).get("HTTP_X_MINE", ["", ""])[1]
        bench.expect(
            "https" not in mine,
            "A field X_Mine does not pose as X-Mine: it is left out, or refused.",
            got=f"HTTP_X_MINE is {mine!r}.",
            wire=answer.wire,
            clause=UNDERSCORE,
        )


UNDERSCORE = document(
    "Django 1.7.3 release notes",
    "CVE-2015-0219",
    "In environ - has become _, so that X_A and X-A are one key, and who can send the one "
    "could pose as the other. Servers leave out what has an underscore; RFC 3875 (4.1.18) "
    "lets them.",
    "https://docs.djangoproject.com/en/stable/releases/1.7.3/",
)


@step(
    "The standard library's validator finds nothing",
    clause=pep(
        3333,
        "Specification Details",
        "Positional arguments, a dict, streams with read, readline, readlines and __iter__, "
        "write() returned, close() called: an application may rely on each.",
    ),
    question="Which sentence of the validator's complaint is about your server?",
)
def is_valid(bench):
    server = serve(bench, "validated")
    for words in [
        request("/two"),
        request("/two", "HEAD"),
        request("/sized?x"),
        request("/echo", "POST", "Content-Length: 5") + b"hello",
    ]:
        answer = ask(server, words)
        must_say(bench, answer, {200}, "A call through wsgiref.validate")
    complaint = re.search(rb"AssertionError: (.*)", server.errors)
    bench.expect(
        not complaint,
        "Nothing is raised, not even after the answer.",
        got=complaint and complaint[1].decode("utf-8", "replace"),
    )
