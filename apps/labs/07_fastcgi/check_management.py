"""Requests in turns, and records that are about no request."""

from apps.labs.checking import step

from .check_asks import GET, complete, ends_with, has_line, is_complete, responder
from .check_records import (
    ABORT_REQUEST,
    AUTHORIZER,
    CANT_MPX_CONN,
    DATA,
    GET_VALUES,
    GET_VALUES_RESULT,
    PARAMS,
    STDIN,
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
