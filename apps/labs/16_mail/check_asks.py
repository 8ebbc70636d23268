"""What several steps of lab 16 ask."""

import itertools
from urllib.parse import urlencode

from apps.labs import judge, ports
from apps.labs.checking import Refused, document, rfc
from apps.labs.programs import poll

from .check_post import Post

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
LINE_ENDS = rfc(
    5321,
    "2.3.8",
    "A line ends with CR LF, in commands and in the letter; a client must not send LF "
    "or CR alone.",
)
WHICH_ENDS = "What is at the end of the lines in a file here, and what on the wire?"
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
            LINE_ENDS.says,
            got=post.last.fault,
            wire=post.last,
            clause=LINE_ENDS,
            question=WHICH_ENDS,
        )


def fault_clause(post):
    return LINE_ENDS if post and post.last and post.last.fault else None


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
