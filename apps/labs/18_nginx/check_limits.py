"""What is too large, too slow or gone: 413, 400, 504, 502; and what is kept for a second."""

from apps.labs.checking import rfc, step
from apps.labs.judge import read_answer
from apps.labs.programs import poll

from .check_asks import directive, forum, uwsgi

MB = 1 << 20


@step(
    "Two megabytes may be sent, and no more",
    clause=directive(
        "client_max_body_size",
        "The largest body; beyond it 413, from the Content-Length alone. 1 MB by default.",
    ),
    question="Which directive is about the content of a request, and which are about its "
    "fields?",
)
def uploads(bench):
    front = forum(bench)
    size = int(1.9 * MB)
    answer = front.ask("/upload", method="POST", body=b"x" * size)
    front.expect(
        answer.status == 200 and answer.body == b"%d bytes came.\n" % size,
        f"A POST of {size:,} bytes arrives in the application.",
        answer,
    )
    wire = front.server.connect()
    wire.send(front.words("/upload", f"Content-Length: {3 * MB}", method="POST"))
    answer = read_answer(wire)
    # nginx goes on to read for some seconds, and we have nothing for it.
    wire.close()
    front.expect(
        answer.status == 413 and not answer.field("X-App"),
        "A POST of 3 MB is 413 at once, before its content has come.",
        answer,
    )


@step(
    "Long fields are 400 and never 502",
    clause=directive(
        "large_client_header_buffers",
        "How many fields of which length there may be. A longer field is 400, a longer "
        "target 414. What passes must fit into uWSGI's buffer-size, 32,768 bytes here.",
    ),
    question="How many bytes of fields does nginx take at most, and how many does uWSGI?",
)
def long_fields(bench):
    front = forum(bench)
    answer = front.ask("/", f"Cookie: c={'x' * 3000}")
    front.expect(answer.status == 200, "A cookie of 3,000 bytes is no trouble.", answer)
    cookies = [f"X-Long-{n}: {'x' * 7900}" for n in range(5)]
    for fields in [f"Cookie: c={'x' * 15_000}"], cookies[:2], cookies[:4], cookies:
        # Another address each time: a page that is kept would tell nothing.
        answer = front.ask(f"/?{len(fields)}-{len(fields[0])}", *fields)
        size = sum(map(len, fields))
        told = f"{len(fields)} fields of {size:,} bytes in all"
        front.expect(
            answer.status in {200, 400, 431},
            f"{told} are answered with 200 if they pass, with 400 if they are too long.",
            answer,
        )
    answer = front.ask("/" + "x" * 15_000)
    front.expect(answer.status == 414, "A target of 15,000 characters is 414.", answer)


@step(
    "When the application is gone: 502, and a page of our own",
    clause=directive(
        "error_page",
        "Which page to show for which status. The status stays, unless `=200` or another "
        "stands there.",
    ),
    question="What does a search engine make of a 200, and what of a 502?",
)
def own_error_page(bench):
    front = forum(bench)
    words = b"The words of the check: %d." % bench.random.randrange(10**9)
    (front.server.folder / "public/sorry.html").write_bytes(words)
    front.ask("/")
    socket = front.folder / "app.sock"
    socket.rename(front.folder / "away.sock")
    try:
        answer = front.ask(f"/?{bench.random.randrange(10**9)}")
    finally:
        (front.folder / "away.sock").rename(socket)
    front.expect(
        answer.status == 502,
        "While nobody listens at app.sock the status is 502.",
        answer,
    )
    front.expect(
        words in answer.body,
        "The page is public/sorry.html.",
        answer,
        got=f"This came: {answer.text[:80]!r}",
    )
    answer = front.ask("/sorry.html")
    front.expect(
        answer.status == 404,
        "Who asks for /sorry.html itself is told 404: it is for errors only.",
        answer,
        clause=directive("internal", "Only nginx itself may go there; others get 404."),
    )
    answer = front.ask("/no-such-page")
    front.expect(
        answer.status == 404 and b"The application has no such page" in answer.body,
        "An error page that the application has made passes as it is.",
        answer,
        got=f"{answer.status}: {answer.text[:60]!r}",
        clause=uwsgi(
            "uwsgi_intercept_errors",
            "Whether error_page is for the application's errors too. It is off by default.",
        ),
    )


@step(
    "A page is kept for a second",
    clause=uwsgi(
        "uwsgi_cache_valid", "How long answers of which status are kept; not for ever."
    ),
    question="How often is the application asked, when a hundred people come in one second?",
)
def one_second(bench):
    front = forum(bench)
    page = f"/count?{bench.random.randrange(10**9)}"

    def number():
        answer = front.ask(page)
        front.expect(answer.status == 200, f"{page} answers 200.", answer)
        return answer, answer.body

    # On a busy machine a second may pass between two requests: not twenty times.
    def same_twice():
        return number()[1] == number()[1]

    kept = any(same_twice() for _ in range(20))
    answer, first = number()
    front.expect(
        kept,
        f"Who asks for {page} twice within a second gets the same page.",
        answer,
        got="Each time the application was asked anew.",
        clause=uwsgi("uwsgi_cache", "Answers are kept in this zone, by their key."),
    )
    renewed = poll(lambda: number()[1] != first, max(bench.patience, 2))
    front.expect(
        renewed,
        "After a second the application is asked again.",
        answer,
        got=f"For {max(bench.patience, 2):g} s the same page came.",
    )


@step(
    "Who is signed in gets a page of their own",
    clause=rfc(
        9111,
        "3.5",
        "A shared cache must not give one person's page to another.",
    ),
    question="By what does nginx notice that somebody is signed in?",
)
def personal(bench):
    front = forum(bench)
    page = f"/count?{bench.random.randrange(10**9)}"
    ada, bob = "Cookie: sessionid=ada", "Cookie: sessionid=bob"
    for _ in range(3):
        for cookie, name in [(ada, b"ada"), (bob, b"bob"), (None, b"no cookie")]:
            answer = front.ask(page, *([cookie] if cookie else []))
            front.expect(
                answer.status == 200 and name in answer.body,
                f"With {cookie or 'no cookie'} {page} is made for just that reader.",
                answer,
                got=f"This came: {answer.text!r}",
            )


@step(
    "Who waits too long gets 504",
    clause=uwsgi(
        "uwsgi_read_timeout",
        "How long the application may say nothing, between two reads: then 504. A minute, "
        "if it is not set.",
    ),
    question="Who is too slow here: the client, nginx or the application?",
)
def too_slow(bench):
    front = forum(bench)
    wire = front.server.connect()
    wire.patience = max(bench.patience, 3)
    answer = front.ask("/slow?seconds=12", wire=wire)
    front.expect(
        answer.status == 504,
        "A page that takes 12 seconds is given up after 2: 504.",
        answer,
    )
    front.expect(
        front.logs("error.log", "upstream timed out"),
        "error.log says: upstream timed out.",
        answer,
        got="It does not.",
        clause=directive(
            "error_log", "Where errors are logged, and from which level on."
        ),
    )
