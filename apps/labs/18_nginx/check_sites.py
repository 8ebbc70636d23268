"""The two sites: who answers, what each is told, which files are to be had; and the log."""

import re

from apps.labs import judge
from apps.labs.checking import document, pep, rfc, step
from apps.labs.nginxes import ANOTHER_ADDRESS, must_stay

from .check_asks import NOTES, directive, forum, nginx, uwsgi

LIE = "198.51.100.7"  # RFC 5737: an address of nobody's


@step(
    "nginx -t has nothing to complain of",
    clause=document(
        "nginx",
        "Command-line parameters",
        "-t reads all files, opens what they name, and says what is wrong, with file and "
        "line. It changes nothing.",
        "https://nginx.org/en/docs/switches.html",
    ),
    question="Which file and which line does nginx name, and what is its word for the "
    "trouble: emerg, warn?",
)
def tested(bench):
    is_right, words = nginx(bench, "-t")
    # (That there are fewer file descriptors than connections is about the check's machine.)
    warnings = re.findall(r"deprecated|conflicting server name", words)
    bench.expect(
        is_right and not warnings,
        "`python serve.py -t`, which is nginx -t, says that the test is successful.",
        got=words,
    )


@step(
    "The application answers, over the socket",
    clause=uwsgi(
        "uwsgi_pass",
        "Hand requests on in the uwsgi protocol, to host:port or unix:path.",
    ),
    question="Which protocol is spoken at app.sock, and by which directive does nginx "
    "speak it?",
)
def answers(bench):
    front = forum(bench)
    answer = front.ask("/")
    front.expect(
        answer.status == 200 and answer.field("X-App"),
        "For Host: forum.localhost the application behind app.sock answers: 200.",
        answer,
    )
    front.expect(
        "nginx" in (answer.field("Server") or ""),
        "nginx stands before it: Server says so.",
        answer,
        got=f"Server: {answer.field('Server')}",
    )
    must_stay(front.server, "var/nginx.pid")


@step(
    "Each address has a page of its own",
    clause=uwsgi(
        "uwsgi_cache_key",
        "What makes two requests ask for the same page. There is no default: without this "
        "line the key is empty.",
    ),
    question="For which two requests is your key the same, although their pages are not?",
)
def by_address(bench):
    front = forum(bench)
    for one, other in [("/count?one", "/count?two"), ("/count?one", "/environ?one")]:
        # The first is still kept when the second comes, mostly; so again and again.
        for _ in range(3):
            first, second = front.ask(one), front.ask(other)
            front.expect(
                second.status == 200 and first.body != second.body,
                f"{other} is not answered with the page of {one}.",
                second,
                got=f"{second.status}: {second.text[:60]!r}",
            )


@step(
    "The environ tells the truth",
    clause=pep(
        3333,
        "environ Variables",
        "SERVER_NAME and SERVER_PORT are never empty. REMOTE_ADDR, as CGI has it (RFC 3875, "
        "4.1.8), is the address of the client that sends the request to the server.",
    ),
    question="Which of nginx's variables is the other end of the connection, and which are "
    "only what the client has written?",
)
def tells_the_truth(bench):
    front = forum(bench)
    wire = front.connect_from(ANOTHER_ADDRESS)
    address = ANOTHER_ADDRESS if wire else "127.0.0.1"
    lies = [f"{name}: {LIE}" for name in ("X-Real-IP", "X-Forwarded-For", "Proxy")]
    answer = front.ask("/environ?a=%20b", *lies, wire=wire)
    found = dict(line.partition("=")[::2] for line in answer.text.splitlines())
    for name, value in [
        ("REMOTE_ADDR", address),
        ("SERVER_NAME", front.host),
        ("PATH_INFO", "/environ"),
        ("QUERY_STRING", "a=%20b"),
        ("SERVER_PROTOCOL", "HTTP/1.1"),
    ]:
        got = f"It is {found[name]!r}." if name in found else "There is none."
        front.expect(found.get(name) == value, f"{name} is {value!r}.", answer, got=got)
    front.expect(
        LIE not in found.get("HTTP_PROXY", ""),
        "The client's field Proxy does not become HTTP_PROXY.",
        answer,
        got=f"HTTP_PROXY is {found.get('HTTP_PROXY')!r}.",
        clause=rfc(
            3875,
            "4.1.18",
            "Fields of the request become HTTP_ variables; the server may leave some out. "
            "Many programs take HTTP_PROXY for their own proxy (CVE-2016-5385, httpoxy).",
        ),
        question="Who decides the value of an environment variable called HTTP_PROXY?",
    )


@step(
    "Static files come from nginx itself",
    clause=directive("root", "The file is root, followed by the path of the request."),
    question="Which location is the longest that fits, and which file is that then?",
)
def static(bench):
    words = bench.random.randbytes(200_000)
    front = forum(bench)
    (front.server.folder / "public/static/check.jpg").write_bytes(words)
    for name, kind in ("style.css", "text/css"), ("check.jpg", "image/jpeg"):
        answer = front.ask(f"/static/{name}")
        front.expect(
            answer.status == 200 and not answer.field("X-App"),
            f"/static/{name} is public/static/{name}, and the application is not asked.",
            answer,
            got=f"{answer.status}, by the application."
            if answer.field("X-App")
            else f"{answer.status}.",
        )
        front.expect(
            kind in (answer.field("Content-Type") or ""),
            f"Its Content-Type is {kind}.",
            answer,
            got=f"Content-Type: {answer.field('Content-Type')}",
            clause=directive("types", "Which ending of a name means which type."),
            question="Who tells a browser that a file is a style sheet?",
        )
    front.expect(answer.body == words, "The file comes as it is.", answer)
    answer = front.ask("/static/nothing.css")
    front.expect(
        answer.status == 404 and not answer.field("X-App"),
        "A static file that is not there is 404, and the application is not asked.",
        answer,
    )


@step(
    "Nothing beside static/ can be read",
    clause=directive(
        "alias",
        "The location's text is replaced by the alias: /static../x becomes …/static/../x "
        "if the location has no slash at its end and the alias has one.",
    ),
    question="What is left of the path when your location is taken away, and what does it "
    "become then?",
)
def stays_inside(bench):
    front = forum(bench)
    secret = b"Nobody outside should read this: %d." % bench.random.randrange(10**9)
    (front.server.folder / "public/private.txt").write_bytes(secret)
    for target in (
        "/static../private.txt",
        "/static/../private.txt",
        "/static/..%2fprivate.txt",
        "/static/%2e%2e/private.txt",
        "/private.txt",
    ):
        answer = front.ask(target)
        front.expect(
            secret not in answer.body and answer.status in {400, 403, 404},
            f"{target} is not found: 404.",
            answer,
            got=f"{answer.status}, and the file beside static/ came."
            if secret in answer.body
            else f"{answer.status}.",
        )


@step(
    "A folder does not tell what is in it",
    clause=directive(
        "autoindex",
        "Lists a folder for whoever asks. It is off unless it is switched on.",
        "ngx_http_autoindex_module",
    ),
    question="Who may know the names of all files, and who has said so?",
)
def no_listing(bench):
    front = forum(bench)
    (front.server.folder / "public/static/check-draft.css").touch()
    answer = front.ask("/static/")
    front.expect(
        b"check-draft" not in answer.body and answer.status in {403, 404},
        "/static/ is 403 or 404.",
        answer,
        got=f"{answer.status}, with the names of the files.",
    )


@step(
    "Two sites share a port",
    clause=rfc(
        9110,
        "7.2",
        "Host tells which site is meant, where several are at one address.",
    ),
    question="How does nginx choose a server block, and which one when no name fits?",
)
def by_name(bench):
    front = forum(bench)
    answer = front.ask("/a//page?x=%2F", host=NOTES)
    front.expect(
        answer.status == 200 and answer.body.startswith(b"GET /a//page?x=%2F HTTP/1."),
        "For Host: notes.localhost notes.py answers, and has the request's target as it was.",
        answer,
        got=f"{answer.status}: {answer.text[:80]!r}",
        clause=directive(
            "proxy_pass",
            "Hand requests on in HTTP. With a path after the port, that path stands for the "
            "location; without one the target goes on as it came.",
            "ngx_http_proxy_module",
        ),
        question="What stands after the port in your proxy_pass?",
    )
    for host in "evil.example", "127.0.0.1":
        words = front.words("/", host=host)
        answer = judge.ask(front.server, words, is_refusable=True)
        # Some close without a word, which is `return 444`.
        if not answer:
            continue
        # Others send such people to a name that is ours, and not back to theirs.
        place = answer.field("Location") or host
        front.expect(
            (answer.status >= 400 or host not in place) and not answer.field("X-App"),
            f"For Host: {host} neither site answers: that name is none of ours.",
            answer,
            got=f"{answer.status}: {answer.text[:40]!r}",
            clause=directive(
                "listen",
                "Of the servers on a port, that with default_server answers for names that "
                "no other has; without it, the first.",
            ),
        )


@step(
    "Who speaks HTTP behind nginx is told who asks",
    clause=directive(
        "proxy_set_header",
        "A field that is set here replaces the client's. Of its own nginx sets Host, to the "
        "name in proxy_pass, and Connection; all other fields go on as they came.",
        "ngx_http_proxy_module",
    ),
    question="What does notes.py print for Host and X-Real-IP, and who has written each?",
)
def behind_http(bench):
    front = forum(bench)
    wire = front.connect_from(ANOTHER_ADDRESS)
    address = ANOTHER_ADDRESS if wire else "127.0.0.1"
    lies = [f"{name}: {LIE}" for name in ("X-Real-IP", "X-Forwarded-For")]
    answer = front.ask("/", *lies, host=NOTES, wire=wire)
    lines = [line.partition(": ") for line in answer.text.splitlines()[1:]]
    found = {name.lower(): value for name, _, value in lines}
    for name, value in [("Host", NOTES), ("X-Real-IP", address)]:
        front.expect(
            found.get(name.lower()) == value,
            f"notes.py is told: {name}: {value}",
            answer,
            got=f"It was told: {name}: {found.get(name.lower(), '(nothing)')}",
        )
    last = found.get("x-forwarded-for", address).split(",")[-1].strip()
    front.expect(
        last == address,
        "X-Forwarded-For, if there is one, ends with the address that nginx has seen.",
        answer,
        got=f"It was told: X-Forwarded-For: {found.get('x-forwarded-for')}",
        question="You have set no such field, or added nothing to it. Who has written it?",
    )


@step(
    "Each request is a line in access.log",
    clause=directive("log_format", "What is in a line.", "ngx_http_log_module"),
    question="A reader says: at noon the site was slow. Which numbers do you look for?",
)
def logged(bench):
    front = forum(bench)
    number = bench.random.randrange(10**9)
    for target, status in (f"/?{number}", 200), (f"/static/{number}.css", 404):
        answer = front.ask(target)
        line = front.logs("access.log", rf"^.*{re.escape(target)}.*$")
        front.expect(
            line, f"var/access.log has a line for {target}.", answer, got="It has none."
        )
        for what, pattern in [
            ("the client's address, 127.0.0.1", r"\b127\.0\.0\.1\b"),
            (f"the status, {status}", rf"\b{status}\b"),
            ("the site's name, forum.localhost", r"forum\.localhost"),
            (
                "the seconds that it took, as $request_time gives them",
                r"\b\d+\.\d{3}\b",
            ),
        ]:
            front.expect(
                re.search(pattern, line[0]),
                f"The line has {what}.",
                answer,
                got=f"It is: {line[0]}",
            )
