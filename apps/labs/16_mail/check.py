"""What lab 16 asks: of a letter handed over by hand, of a page, and of a queue."""

import itertools
import logging
import signal
from urllib.parse import urlencode

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from apps.labs import judge, ports
from apps.labs.checking import Refused, document, rfc, short, step
from apps.labs.programs import poll

from .check_post import HANG_UP, SILENCE, Post

TAKEN, NEVER, LATER = 0, 69, 75
MEANING = {TAKEN: "taken", NEVER: "never", LATER: "try again later"}
ADA, DESK = "ada@example.org", "desk@example.org"
WORDS = itertools.count(1)
LETTER = b"From: ada@example.org\nSubject: %b\n\nDear desk,\n\nall is well.\n"

REPLIES = rfc(
    5321,
    "4.2.1",
    "The first digit of an answer says all: 2 done, 3 go on, 4 not now, 5 never. Of an "
    "answer in several lines all but the last have a hyphen after the digits.",
)
RESPONSIBLE = rfc(
    5321,
    "4.2.5",
    "With 2yz after the end of the letter the server takes it over, and not before: until "
    "then whoever sends it must keep it.",
)
RETRIES = rfc(
    5321,
    "4.5.4.1",
    "A client keeps what could not be delivered, tries again after a pause, and gives up "
    "only after some days.",
)
UNAVAILABLE = rfc(
    9110, "15.6.4", "503: the server cannot do it now, and perhaps can later."
)
INJECTION = document(
    "CWE-93",
    "CRLF Injection",
    "Line ends in what a stranger wrote end a field or a command; what follows is one "
    "that the stranger chose.",
    "https://cwe.mitre.org/data/definitions/93.html",
)


# One letter, by hand


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
    clause=rfc(
        5321,
        "2.3.8",
        "A line ends with CR LF, in commands and in the letter; a client must not send LF "
        "or CR alone.",
    ),
    question="What is at the end of the lines in a file here, and what on the wire?",
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


# The page, directly


@step(
    "The form writes to the desk",
    clause=document(
        "Django",
        "Sending email",
        "EMAIL_HOST and EMAIL_PORT say where the mail server is; send_mail and EmailMessage "
        "speak with it.",
        "https://docs.djangoproject.com/en/5.2/topics/email/",
    ),
    question="Where does Django learn which mail server is yours?",
)
def direct_is_sent(bench):
    post = site_post(bench)
    word = a_word(bench)
    answer = write(bench, "/direct/", f"Grüße {word}", "How are you?")
    bench.expect(
        answer.status in {200, 202, 302, 303},
        "The page says that it is sent: 200, or a redirect.",
        got=f"{answer.status}: {answer.text[:200]}",
        wire=answer.wire,
    )
    letters = post.about(word)
    bench.expect(letters, "A letter came.", got="None came.", wire=post.last)
    letter = letters[0]
    bench.expect(
        letter.recipients == [DESK]
        and f"Grüße {word}" == letter.subject
        and ADA in (letter.message["Reply-To"] or "")
        and "How are you?" in letter.message.get_content(),
        f"It goes to {DESK}, with the subject, the text, and the visitor in Reply-To.",
        got=f"To {letter.recipients}, Subject {letter.subject!r}, Reply-To "
        f"{letter.message['Reply-To']}.",
        wire=post.last,
    )
    must_have_no_fault(post)


@step(
    "A subject is one line, whatever came",
    clause=INJECTION,
    question="What is the difference between a letter's fields and what a form holds?",
)
def no_header_injection(bench):
    post = site_post(bench)
    word = a_word(bench)
    for fields in (
        {"subject": f"{word}\r\nBcc: spy@example.org"},
        {"subject": f"{word}\nBcc: spy@example.org\n\nAnother text"},
        {"subject": word, "address": f"{ADA}\r\nBcc: spy@example.org"},
    ):
        answer = write(bench, "/direct/", text="hello", **fields)
        told = [
            letter
            for letter in post.letters
            if letter.message["Bcc"] or letter.recipients != [DESK]
        ]
        bench.expect(
            not told,
            "No letter goes to others, and none has a field that the visitor added.",
            got=f"Bcc: {told[0].message['Bcc']}." if told else "",
            wire=post.last,
        )
        bench.expect(
            answer.status < 500,
            "The page says what is wrong (400), or sends the subject as one line.",
            got=f"{answer.status}: your program failed.",
            wire=answer.wire,
        )


@step(
    "No mail server: the page says so",
    clause=UNAVAILABLE,
    question="Which exceptions come out of send, and what does your reader see then?",
)
def direct_is_down(bench):
    word = a_word(bench)
    # Nobody listens there at all; and then somebody who takes nothing.
    answers = [write(bench, "/direct/", word, "hello")]
    site_post(bench, {"MAIL": b"451 not now\r\n"})
    answers.append(write(bench, "/direct/", word, "hello"))
    for answer, told in zip(answers, ["nobody listens", "451"], strict=True):
        bench.expect(
            answer.status == 503,
            f"The letter is not sent ({told}), and the page says 503.",
            got=f"{answer.status}.",
            wire=answer.wire,
        )


@step(
    "A silent mail server: the page does not wait for ever",
    clause=document(
        "Django",
        "EMAIL_TIMEOUT",
        "How long Django waits for the mail server. If it is not set: for ever.",
        "https://docs.djangoproject.com/en/5.2/ref/settings/#email-timeout",
    ),
    question="What is the default of EMAIL_TIMEOUT, and who waits meanwhile?",
)
def direct_is_silent(bench):
    site_post(bench, {"greeting": SILENCE})
    answer = write(bench, "/direct/", a_word(bench), "hello", patience=4)
    bench.expect(
        answer.status == 503,
        "After MAIL_TIMEOUT, here 0.5 s, the page says 503.",
        got=f"{answer.status}.",
        wire=answer.wire,
    )


# The queue


@step(
    "The page answers though no mail server does",
    clause=rfc(
        9110, "15.3.3", "202: the request is accepted, and not yet carried out."
    ),
    question='What must have happened before you say "we have it", and what need not?',
)
def queue_answers(bench):
    post = site_post(bench, {"greeting": SILENCE})
    word = a_word(bench)
    must_keep(bench, write(bench, "/queued/", word, "hello", patience=4))
    bench.expect(
        not post.talks,
        "The page writes the letter into the queue, and asks no mail server.",
        got="It connected to the mail server.",
        wire=post.last,
    )
    post.close()


@step(
    "Down: the letter is kept, and arrives later",
    clause=RETRIES,
    question="When does your letter leave the queue: before or after the server's yes?",
)
def kept_while_down(bench):
    word = a_word(bench)
    must_keep(bench, write(bench, "/queued/", f"Grüße {word}", "hello"))
    # Somebody listens and hangs up at once: so we know that it has tried.
    post = site_post(bench, {"greeting": HANG_UP})
    worker = work(bench, "--batch")
    tried = lambda: len(post.talks) > 2 or worker.has_ended  # noqa: E731, it is short
    poll(tried, bench.start_patience)
    post.close()
    post = site_post(bench)
    arrives(bench, post, word, worker)
    letter = post.about(word)[0]
    bench.expect(
        letter.subject == f"Grüße {word}" and letter.recipients == [DESK],
        f"The letter is the one that was written, to {DESK}.",
        got=f"Subject {letter.subject!r} to {letter.recipients}.",
        wire=post.last,
    )


@step(
    "Not now, not now, taken: one letter, under one Message-ID",
    clause=rfc(
        5322,
        "3.6.4",
        "Message-ID names one version of one letter. The same letter again has the same; "
        "by it a mail program sees that two are one.",
    ),
    question="Where is your letter's Message-ID made, and how often?",
)
def one_message_id(bench):
    word = a_word(bench)
    answers = iter([b"451 not now\r\n", b"452 still not\r\n"])
    post = site_post(bench, {"end": lambda talk: next(answers, None)})
    must_keep(bench, write(bench, "/queued/", word, "hello"))
    worker = work(bench, "--batch")
    arrives(bench, post, word, worker)
    ids = [letter.id for letter in post.about(word)]
    bench.expect(
        len(ids) == 3,
        "It was sent three times: twice the answer was 4yz, and then 250.",
        got=f"It was sent {len(ids)} times.",
        wire=post.last,
    )
    bench.expect(
        len(set(ids)) == 1 and ids[0],
        "All three attempts have the same Message-ID.",
        got=f"They have {', '.join(ids)}.",
        wire=post.last,
    )


@step(
    "Never is never, and holds up nobody",
    clause=REPLIES,
    question="What do you do after 554? And what becomes of the letter behind it?",
)
def gives_up(bench):
    word, other = a_word(bench), a_word(bench)
    no = {word: b"554 spam\r\n"}
    later = iter([b"451 not now\r\n"] * 3)

    def end(talk):
        is_bad = word in talk.letters[-1].subject
        return no[word] if is_bad else next(later, None)

    post = site_post(bench, {"end": end})
    must_keep(bench, write(bench, "/queued/", word, "buy this"))
    must_keep(bench, write(bench, "/queued/", other, "hello"))
    worker = work(bench, "--batch")
    arrives(bench, post, other, worker)
    # Meanwhile the first would have been due again three times.
    number = len(post.about(word))
    bench.expect(
        number == 1,
        "What was answered with 554 is sent once, and not again.",
        got=f"It was sent {number} times.",
        wire=post.last,
    )


@step(
    "Nobody of that name is never, too",
    clause=REPLIES,
    question="What does your library raise when the only recipient is refused, and where "
    "in it is the 550?",
)
def gives_up_recipient(bench):
    post = site_post(bench, {"RCPT": b"550 5.1.1 nobody of that name\r\n"})
    must_keep(bench, write(bench, "/queued/", a_word(bench), "hello"))
    worker = work(bench, "--batch")

    def tries():
        return sum(
            any(command.upper().startswith(b"RCPT") for command in talk.commands)
            for talk in post.talks
        )

    poll(lambda: tries() > 1 or worker.has_ended, bench.start_patience)
    bench.expect(
        tries() == 1,
        "A letter whose recipient was answered with 550 is tried once, and not again.",
        got=f"It was tried {tries()} times." if tries() else worker.how_it_ended(),
        wire=post.last,
    )
    must_end(bench, worker)


@step(
    "Two workers send a letter once",
    clause=document(
        "SQL",
        "UPDATE … WHERE",
        "Two who have read the same row both think it theirs. An UPDATE whose WHERE says "
        "what they have read finds its row for the first of them alone.",
        "https://www.postgresql.org/docs/17/transaction-iso.html",
    ),
    question="Between reading that a letter waits and sending it: who else has read so?",
)
def two_workers(bench):
    words = [a_word(bench) for _ in range(8)]
    for word in words:
        must_keep(bench, write(bench, "/queued/", word, "hello"))
    # Both are there before anything can be delivered, and each letter takes its time.
    patience = min(bench.start_patience, 3)
    gate = {
        "greeting": lambda talk: poll(lambda: len(post.talks) > 1, patience) and None
    }
    post = site_post(bench, gate)
    workers = [work(bench, "--batch", MAIL_TIMEOUT="30") for _ in range(2)]
    for worker in workers:
        for word in words:
            arrives(bench, post, word, worker, ends=False)
        must_end(bench, worker)
    twice = [word for word in words if len(post.about(word)) != 1]
    bench.expect(
        not twice,
        "Each of eight letters is sent once.",
        got=f"{len(twice)} of them were sent twice.",
        wire=post.last,
    )


@step(
    "A worker is killed: its letter is not lost",
    clause=RESPONSIBLE,
    question="Who knows that your dead worker was busy with this letter, and until when?",
)
def worker_dies(bench):
    word = a_word(bench)
    answers = {"end": SILENCE}
    post = site_post(bench, answers)
    must_keep(bench, write(bench, "/queued/", word, "hello"))
    first = work(bench, LEASE="0.3", MAIL_TIMEOUT="60")
    bench.expect(
        post.wait(lambda: post.about(word), bench.start_patience),
        "The worker sends the letter.",
        got="Nothing came.",
        wire=post.last,
    )
    # It has sent all, and waits for the last word.
    first.signal(signal.SIGKILL)
    first.wait_ended(bench.patience)
    del answers["end"]
    second = work(bench, "--batch", LEASE="0.3")
    arrives(bench, post, word, second)
    ids = {letter.id for letter in post.about(word)}
    bench.expect(
        len(ids) == 1,
        "It is sent again by the next worker, under the same Message-ID.",
        got=f"The Message-IDs are {', '.join(ids)}.",
        wire=post.last,
    )


# What several steps ask


def send(
    bench,
    answers=None,
    *,
    port=0,
    recipient=DESK,
    letter=None,
    judges_lines=True,
    **environ,
):
    """Run send.py against a server that answers so."""
    post = None if port else Post(bench, answers)
    word = a_word(bench).encode()
    letter = LETTER % word if letter is None else letter
    arguments = [port or post.port, ADA, recipient]
    program = bench.start("send.py", *arguments, **environ)
    program.say(letter)
    program.say_no_more()
    if not program.wait_ended(bench.patience):
        raise Refused(
            "Your program ends, and its status says what became of the letter.",
            got=f"It still ran after {bench.patience:g} s."
            + (f" {post.last.fault}" if post and post.last else ""),
            wire=post and post.last,
            clause=fault_clause(post),
        )
    program.stop()
    if post:
        poll(lambda: all(talk.has_end for talk in post.talks), bench.patience)
        if judges_lines:
            must_have_no_fault(post)
    return post, program, word


def must_have_no_fault(post):
    if post.last and post.last.fault:
        raise Refused(
            line_ends.clause.says,
            got=post.last.fault,
            wire=post.last,
            clause=line_ends.clause,
            question=line_ends.question,
        )


def fault_clause(post):
    return line_ends.clause if post and post.last and post.last.fault else None


def must_exit(bench, program, status, post, told):
    wire = post and post.last
    complaint = b"Traceback" in program.errors
    bench.expect(
        program.status == status and not complaint,
        f"{told} So the exit status is {status}: {MEANING[status]}.",
        got="A traceback, which no mail program can read."
        if complaint
        else f"The exit status is {program.status}.",
        wire=wire,
    )


def one_letter(bench, post):
    bench.expect(
        len(post.letters) == 1,
        "One letter comes, with a dot alone on a line at its end.",
        got=f"{len(post.letters) or 'None'} came.",
        wire=post.last,
    )
    return post.letters[0]


def a_word(bench):
    """Name a letter. A step that is tried again must not meet its own old ones."""
    return f"word-{bench.random.randrange(10**6)}-{next(WORDS)}"


def mail_port(bench):
    """The port of the site's mail server: the same for the whole check."""
    path = bench.shared_folder / ".mail_port"
    if not path.exists():
        path.write_text(str(ports.choose()))
    return int(path.read_text())


def around(bench, **more):
    return {
        "MAIL_PORT": mail_port(bench),
        "MAIL_TIMEOUT": "0.5",
        "LETTERS": str(bench.shared_folder / "check.sqlite3"),
    } | more


def site_post(bench, answers=None):
    return Post(bench, answers, port=mail_port(bench))


def write(bench, path, subject, text, *, address=ADA, patience=None):
    """Fill the form in and send it."""
    server = bench.shared("contact.py", named=8026, **around(bench))
    form = urlencode({"address": address, "subject": subject, "text": text})
    kind = "Content-Type: application/x-www-form-urlencoded"
    length = f"Content-Length: {len(form)}"
    wire = server.connect()
    wire.patience = max(patience or 0, wire.patience)
    wire.send(judge.request(path, "POST", kind, length, "Connection: close"))
    wire.send(form.encode())
    return judge.read_answer(wire, b"POST")


def must_keep(bench, answer):
    bench.expect(
        answer.status in {200, 202, 302, 303},
        "The page says that the letter is kept: 202, 200 or a redirect.",
        got=f"{answer.status}: {answer.text[:200]}",
        wire=answer.wire,
    )


def work(bench, *arguments, **more):
    return bench.start("worker.py", *arguments, **around(bench, RETRY="0.05") | more)


def arrives(bench, post, word, worker, ends=True):
    """Wait until a letter is taken, and until the worker has noted it and ended."""

    def is_taken():
        return any(letter.is_taken for letter in post.about(word))

    poll(lambda: is_taken() or worker.has_ended, bench.start_patience + 3)
    if not is_taken():
        number = len(post.about(word))
        came = f"It was sent {number} times and not taken." if number else "None came."
        ended = worker.how_it_ended()
        told = "The letter is delivered as soon as the mail server takes it."
        raise Refused(told, got=f"{came} {ended}", wire=post.last)
    if ends:
        must_end(bench, worker)


def must_end(bench, worker):
    bench.expect(
        worker.wait_ended(bench.start_patience) and worker.status == 0,
        "With --batch the worker ends, with status 0, when nothing waits any more.",
        got=worker.how_it_ended(),
    )
