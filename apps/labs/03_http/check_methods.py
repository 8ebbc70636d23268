"""HEAD and other methods, and addresses that lead nowhere good."""

from apps.labs.checking import rfc, step
from apps.labs.judge import ask, request

from .check_asks import (
    PAGE,
    PICTURE,
    must_be_file,
    must_say,
    serve,
)
from .check_bad import GARBAGE


@step(
    "HEAD is answered like GET, without the content",
    clause=rfc(
        9110,
        "9.3.2",
        "The server answers HEAD as it would GET, and sends no content: what it would "
        "have sent is told by the fields.",
    ),
    question="Where does your program decide whether the content is sent?",
)
def head(bench):
    server = serve(bench)
    for target in "/", "/test.jpg", "/no-such-page":
        got = ask(server, request(target))
        asked = ask(server, request(target, "HEAD"))
        for name in "Content-Type", "Content-Length":
            # A server may leave out what it would have to make the content for.
            bench.expect(
                asked.status == got.status
                and asked.field(name) in {None, got.field(name)},
                f"For {target} HEAD and GET say the same status and {name}.",
                got=f"GET: {got.status}, {got.field(name)}. "
                f"HEAD: {asked.status}, {asked.field(name)}.",
                wire=asked.wire,
            )


@step(
    "What follows ? is not part of the path",
    clause=rfc(
        9112,
        "3.2.1",
        "The target is a path, and after ? a query. Which file is meant, the path says.",
    ),
    question="What is the target when the browser's address ends in ?page=2?",
)
def query(bench):
    server = serve(bench)
    must_be_file(bench, ask(server, request("/?page=2")), PAGE, "text/html")
    answer = ask(server, request("/test.jpg?a=/../b&c=%3F?"))
    must_be_file(bench, answer, PICTURE, "image/jpeg")


@step(
    "A letter in percent code is the same letter",
    clause=rfc(
        3986,
        "6.2.2.2",
        "%74 and t are the same in an address. Whoever looks for a file decodes first.",
    ),
    question="What would a browser send for a file called `my page.html`?",
)
def percent_code(bench):
    answer = ask(serve(bench), request("/%74est%2Ejpg"))
    must_be_file(bench, answer, PICTURE, "image/jpeg")


@step(
    "The whole address in the first line is understood",
    clause=rfc(
        9112,
        "3.2.2",
        "Proxies are asked by GET http://host/path. A server must accept that form too, "
        "and takes the host from there.",
    ),
    question="Which parts has http://127.0.0.1/test.jpg, and which is the path?",
)
def absolute_form(bench):
    server = serve(bench)
    answer = ask(server, request("http://127.0.0.1/test.jpg"))
    must_be_file(bench, answer, PICTURE, "image/jpeg")


@step(
    "Nothing outside the folder is given away",
    clause=rfc(
        9110,
        "17.3",
        'A path from outside may hold "..", or the same in percent code: the server must '
        "see to it that what it opens lies below its own folder.",
    ),
    question="Which file does your path name in the end, when all dots are followed?",
)
def stays_inside(bench):
    server = serve(bench)
    for name in "secret.txt", "public-old/secret.txt":
        (server.folder / name).parent.mkdir(exist_ok=True)
        (server.folder / name).write_text("for nobody")
    outside = [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/x/../../secret.txt",
        "/./../secret.txt",
        "/../public-old/secret.txt",
        "/%2e%2e/public-old/secret.txt",
        "/" + str(server.folder / "secret.txt"),
        str(server.folder / "secret.txt"),
        "/..\\secret.txt",
        "/../server.py",
        "//" + "../" * 30 + "etc/passwd",
    ]
    for target in outside:
        answer = ask(server, request(target), is_refusable=True)
        bench.expect(
            not answer or answer.status >= 300,
            f"{target} is refused: 404, or 400.",
            got=answer and f"It is answered {answer.status}.",
            wire=server.last_wire,
        )


@step(
    "A known method that is not for files is refused",
    clause=rfc(
        9110,
        "15.5.6",
        "405: the method is known, and not allowed here. Allow must say which are.",
    ),
    question="How should a client know what it may do instead?",
)
def other_methods(bench):
    server = serve(bench)
    for method in "POST", "PUT", "DELETE":
        answer = ask(server, request("/", method, "Content-Length: 0"))
        must_say(bench, answer, {405, 501}, f"{method} /")
        allowed = (answer.field("Allow") or "").replace(" ", "").split(",")
        bench.expect(
            answer.status == 501 or {"GET", "HEAD"} <= set(allowed),
            "405 comes with a field Allow: GET, HEAD",
            got=f"Allow: {answer.field('Allow')}",
            wire=answer.wire,
        )


@step(
    "A method that nobody knows is 501",
    clause=rfc(
        9110,
        "9.1",
        "A method that the server does not know is answered by 501. Methods are "
        "case-sensitive: get is not GET.",
    ),
    question="Which methods does your program know, and which has it only heard of?",
)
def unknown_method(bench):
    server = serve(bench)
    must_say(bench, ask(server, request("/", "BREW")), {501}, "BREW /")
    # Some servers take small letters for a mistake in the grammar.
    must_say(bench, ask(server, request("/", "get")), {400, 405, 501}, "get /")


@step(
    "A target longer than anybody needs is 414, one of 8,000 bytes is read",
    clause=rfc(
        9112,
        "3",
        "A target longer than the server wishes to read is answered by 414; a first line "
        "of 8000 bytes should be understood.",
    ),
    question="How much do you read before you decide that it is too much?",
)
def long_target(bench):
    server = serve(bench)
    answer = ask(server, request("/?" + "x" * 7_900))
    must_be_file(bench, answer, PAGE, "text/html")
    answer = ask(server, request("/?" + "x" * 200_000))
    must_say(bench, answer, {414}, "A target of 200,000 bytes")


@step(
    "No bytes bring the server down",
    clause=rfc(
        9112,
        "2.2",
        "A request is bytes in a superset of ASCII. To read it as Unicode text is a "
        "mistake: not all bytes are such text.",
    ),
    question="Which lines of your program can raise, and what happens then?",
)
def survives(bench):
    server = serve(bench)
    for words in [*GARBAGE, *(bench.random.randbytes(200) for _ in range(5))]:
        wire = server.connect()
        wire.drip(words, [max(len(words) // 2, 1), len(words)])
        wire.finish()
        said = wire.read_to_end("Within a moment it answers or closes.")
        wire.close()
        bench.expect(
            b" 200 " not in said.partition(b"\r\n")[0],
            "What is no request is not answered by 200.",
            wire=wire,
        )
    gone = server.connect()
    gone.send(request("/test.jpg"))
    gone.reset()
    must_be_file(bench, ask(server, request("/")), PAGE, "text/html")
