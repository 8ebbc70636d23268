"""One letter, by hand."""

import logging

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from apps.labs import ports
from apps.labs.checking import rfc, short, step

from .check_asks import (
    ADA,
    DESK,
    INJECTION,
    LATER,
    LINE_ENDS,
    NEVER,
    REPLIES,
    RESPONSIBLE,
    TAKEN,
    WHICH_ENDS,
    must_exit,
    one_letter,
    send,
)
from .check_post import HANG_UP, SILENCE


@step(
    "A letter is handed over",
    clause=rfc(
        5321,
        "3.3",
        "EHLO, MAIL FROM:<…>, RCPT TO:<…>, DATA, the letter, a dot alone on its line. "
        "After each the client waits for the answer.",
    ),
    question="Who speaks first on this connection, and what do you do before each line?",
)
def delivers(bench):
    post, program, word = send(bench, judges_lines=False)
    must_exit(bench, program, TAKEN, post, "The letter was taken.")
    letter = one_letter(bench, post)
    bench.expect(
        (letter.sender, letter.recipients) == (ADA, [DESK]),
        f"The envelope is from {ADA} to {DESK}.",
        got=f"It is from {letter.sender} to {', '.join(letter.recipients)}.",
        wire=post.last,
    )
    bench.expect(
        word in letter.content,
        "The letter is that of standard input.",
        got=f"It is {short(letter.content)}.",
        wire=post.last,
    )
    bench.expect(
        b"QUIT" in [command.upper() for command in post.last.commands],
        "At the end the client says QUIT.",
        got="The connection ended without it.",
        wire=post.last,
        clause=rfc(5321, "4.1.1.10", "A client ends with QUIT and waits for 221."),
        question="How does a server tell the end of a conversation from an accident?",
    )


@step(
    "Lines end with CR LF",
    clause=LINE_ENDS,
    question=WHICH_ENDS,
)
def line_ends(bench):
    _, program, _ = send(bench, letter=b"Subject: a\n\none\ntwo\n")
    post, program, _ = send(bench, letter=b"Subject: a\r\n\r\none\r\ntwo\r\n")
    must_exit(bench, program, TAKEN, post, "The letter was taken.")
    content = one_letter(bench, post).content
    bench.expect(
        content == b"Subject: a\r\n\r\none\r\ntwo\r\n",
        "A letter that has CR LF already is sent as it is.",
        got=f"It became {content!r}.",
        wire=post.last,
    )


@step(
    "A dot at the beginning of a line is a letter like others",
    clause=rfc(
        5321,
        "4.5.2",
        "Before a line that begins with a dot the client sends one dot more, which the "
        "server takes away. So a letter may have a line of a single dot.",
    ),
    question="How does the server know that your letter is at its end?",
)
def dots(bench):
    text = b"Subject: dots\r\n\r\nbefore\r\n.\r\n..\r\n.hidden\r\na.b\r\nafter"
    post, program, _ = send(bench, letter=text)
    letters = post.letters
    bench.expect(
        letters and letters[0].content in {text + b"\r\n", text},
        "The server gets every line of the letter, and all their dots.",
        got=f"It got {letters[0].content!r}." if letters else "It got no letter.",
        wire=post.last,
    )
    must_exit(bench, program, TAKEN, post, "The letter was taken.")


@step(
    "Answers may have several lines, and come in pieces",
    clause=REPLIES,
    question="By what do you see that an answer is at its end? Is it the end of recv?",
)
def many_lines(bench):
    greeting = (
        b"220-post.example welcomes you\r\n220-to a long greeting\r\n220 go on\r\n"
    )
    ehlo = b"250-post.example\r\n250-8BITMIME\r\n250-SIZE 1000000\r\n250 HELP\r\n"
    post, program, _ = send(
        bench,
        {
            "greeting": greeting,
            "EHLO": ehlo,
            "MAIL": b"250-a\r\n250\r\n",
            "in pieces": 1,
        },
    )
    must_exit(bench, program, TAKEN, post, "Every answer was a yes, in several lines.")
    one_letter(bench, post)


@step(
    "Nobody of that name: no letter is sent",
    clause=rfc(
        5321,
        "3.3",
        "RCPT that is answered with 550 is no recipient. Without a recipient there is no "
        "DATA.",
    ),
    question="What have you read when you send DATA, and what did you make of it?",
)
def refused_recipient(bench):
    post, program, _ = send(bench, {"RCPT": b"550 5.1.1 nobody of that name\r\n"})
    bench.expect(
        b"DATA" not in [command.upper() for command in post.last.commands],
        "After 550 to the only recipient comes QUIT, or RSET, or nothing.",
        got="DATA came all the same.",
        wire=post.last,
    )
    must_exit(bench, program, NEVER, post, "550 is never.")


@step(
    "Never and not now are told apart, at every word",
    clause=REPLIES,
    question="Which digit tells a program whether to try again, and when can it come?",
)
def two_kinds_of_no(bench):
    # The greeting is the word that programs forget to read.
    stages = ["greeting", bench.random.choice(["MAIL", "RCPT", "DATA"])]
    for stage in stages:
        for status in LATER, NEVER:
            digits = {LATER: b"451", NEVER: b"554"}[status]
            # Not the digits that one knows by heart, but their first.
            post, program, _ = send(bench, {stage: digits + b" today is Saturday\r\n"})
            told = f"The answer to {stage} was {digits.decode()}."
            told = told.replace("answer to greeting", "greeting")
            must_exit(bench, program, status, post, told)


@step(
    "The last word is the server's",
    clause=RESPONSIBLE,
    question="When is a letter delivered: when you have sent it, or when what has come?",
)
def last_word(bench):
    for answer, status, told in [
        (b"451 the disk is full\r\n", LATER, "After the dot came 451."),
        (b"554 this looks like spam\r\n", NEVER, "After the dot came 554."),
        (HANG_UP, LATER, "After the dot the connection was closed, without an answer."),
    ]:
        post, program, _ = send(bench, {"end": answer})
        must_exit(bench, program, status, post, told)
    post, program, _ = send(bench, {"QUIT": HANG_UP})
    told = "The letter was taken, and only QUIT got no answer."
    must_exit(bench, program, TAKEN, post, told)


@step(
    "Nobody there, or nobody who speaks: not now",
    clause=rfc(
        5321,
        "4.5.3.2",
        "A client must have a time-out for each answer, or a server in trouble holds it "
        "for ever.",
    ),
    question="What does connect raise when nobody listens? And how long does recv wait?",
)
def nobody_there(bench):
    _, program, _ = send(bench, port=ports.choose())
    must_exit(bench, program, LATER, None, "Nobody listens on that port.")
    stage = bench.random.choice(["greeting", "MAIL", "end"])
    post, program, _ = send(bench, {stage: SILENCE}, MAIL_TIMEOUT="0.3")
    told = "The server fell silent, and MAIL_TIMEOUT is 0.3 s."
    must_exit(bench, program, LATER, post, told)


@step(
    "An address is no place for commands",
    clause=INJECTION,
    question="Who writes addresses into forms, and what stands in your line then?",
)
def no_command_injection(bench):
    spy = "spy@example.org"
    for recipient in f"{DESK}>\r\nRCPT TO:<{spy}", f"{DESK}\nRCPT TO:<{spy}>":
        post, program, _ = send(bench, recipient=recipient, judges_lines=False)
        said = [c for talk in post.talks for c in talk.commands if b"spy" in c]
        # smtplib takes what is an address out of it, and leaves the rest: that is good too.
        bench.expect(
            not said and b"Traceback" not in program.errors,
            "A recipient with a line end in it is refused before anything is sent.",
            got=f"The server was told {said[0]!r}." if said else "A traceback.",
            wire=post.last,
        )


@step(
    "Another's mail server takes it too",
    clause=rfc(
        5321,
        "4.5.1",
        "EHLO, MAIL, RCPT, DATA and QUIT are known to every server: whoever says no more "
        "than that is understood by all of them.",
    ),
    question="What have you learned about one server, and what about the protocol?",
)
def outside_server(bench):
    """Hand a letter to aiosmtpd, which was written by others."""
    kept = []
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # or it tells every word

    class Keep(Message):
        def handle_message(self, message):
            kept.append(message)

    server = Controller(Keep(), hostname="127.0.0.1", port=ports.choose())
    server.start()
    try:
        _, program, word = send(bench, port=server.port)
    finally:
        server.stop(no_assert=True)
    must_exit(bench, program, TAKEN, None, "aiosmtpd takes the letter.")
    got = kept[0]["Subject"] if kept else "no letter"
    bench.expect(
        got == word.decode(), f"aiosmtpd gets the subject {word.decode()}.", got=got
    )
