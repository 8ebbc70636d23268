"""What a script is told: its environment and its standard input."""

from apps.labs.checking import document, rfc, step
from apps.labs.judge import request

from .check_asks import NOTHING, ask, gateway, must_have, post
from .check_scripts import put_probe, told


@step(
    "The environment tells of request and server",
    clause=rfc(
        3875,
        "4.1",
        "A script learns of the request by meta-variables, on Unix its environment (7.2). "
        "Those asked for here must be set, even if they are empty.",
    ),
    question="Which variables does the message name, and where can each be found?",
)
def variables(bench):
    server = gateway(bench)
    put_probe(server)
    answer = ask(server, request("/cgi-bin/probe.py", host=f"localhost:{server.port}"))
    environ = told(answer)["environ"]
    wanted = {
        "GATEWAY_INTERFACE": ("CGI/1.1", "4.1.4"),
        "REQUEST_METHOD": ("GET", "4.1.12"),
        "SCRIPT_NAME": ("/cgi-bin/probe.py", "4.1.13"),
        "QUERY_STRING": ("", "4.1.7"),
        "SERVER_PORT": (str(server.port), "4.1.15"),
        "REMOTE_ADDR": ("127.0.0.1", "4.1.8"),
    }
    for name, (value, section) in wanted.items():
        must_have(bench, environ, answer, name, {value}, section)
    names = {"localhost", "127.0.0.1"}
    must_have(bench, environ, answer, "SERVER_NAME", names, "4.1.14")
    protocols = {"HTTP/1.1", "HTTP/1.0"}
    must_have(bench, environ, answer, "SERVER_PROTOCOL", protocols, "4.1.16")
    bench.expect(
        environ.get("SERVER_SOFTWARE"),
        "SERVER_SOFTWARE is the name of your program, whatever that is.",
        got="It is missing or empty.",
        wire=answer.wire,
    )
    for name in "PATH_INFO", "CONTENT_LENGTH", "CONTENT_TYPE":
        bench.expect(
            environ.get(name, "") in NOTHING,
            f"{name} is not set, or empty: the request has none.",
            got=f"{name}={environ.get(name)!r}",
            wire=answer.wire,
        )


@step(
    "The path after the script, and the query",
    clause=rfc(
        3875,
        "4.1.5",
        "PATH_INFO is the rest of the path, decoded. QUERY_STRING is what follows the "
        "question mark, as it came (4.1.7), and no part of any path.",
    ),
    question="What do you do first: decode, or cut at ? and /? For which part never?",
)
def path_and_query(bench):
    server = gateway(bench)
    put_probe(server)
    for more, path_info, query in [
        ("/2026/11?a=1&b=%26+x", "/2026/11", "a=1&b=%26+x"),
        ("/caf%C3%A9%20au/%3Flait?", "/caf\xc3\xa9 au/?lait", ""),
        ("?path=/x/../y?z", "", "path=/x/../y?z"),
        ("/?", "/", ""),
    ]:
        answer = ask(server, request(f"/cgi-bin/probe.py{more}"))
        environ = told(answer)["environ"]
        script = {"/cgi-bin/probe.py"}
        must_have(bench, environ, answer, "SCRIPT_NAME", script, "4.1.13")
        must_have(bench, environ, answer, "QUERY_STRING", {query}, "4.1.7")
        got = environ.get("PATH_INFO", "")
        bench.expect(
            got == path_info,
            f"For {more} after the script PATH_INFO is {path_info!r}.",
            got=f"It is {got!r}.",
            wire=answer.wire,
        )


@step(
    "The fields of the request are HTTP_…",
    clause=rfc(
        3875,
        "4.1.18",
        "Each field becomes HTTP_ and its name in capitals, - as _. Several of one name "
        "must be made one value of the same meaning.",
    ),
    question="What does your mapping give for a name that occurs twice?",
)
def request_fields(bench):
    server = gateway(bench)
    put_probe(server)
    word = f"w{bench.random.randrange(10**6)}"
    lines = [f"X-My-Word: {word}", "Accept: text/html", "Accept: text/plain;q=0.5"]
    answer = ask(server, request("/cgi-bin/probe.py", "GET", *lines))
    environ = told(answer)["environ"]
    must_have(bench, environ, answer, "HTTP_X_MY_WORD", {word}, "4.1.18")
    must_have(bench, environ, answer, "HTTP_HOST", {"127.0.0.1"}, "4.1.18")
    both = {f"text/html{comma}text/plain;q=0.5" for comma in (",", ", ")}
    must_have(bench, environ, answer, "HTTP_ACCEPT", both, "4.1.18")


@step(
    "Nobody outside sets HTTP_PROXY",
    clause=document(
        "CVE-2016-5385 and its kin (httpoxy)",
        "Proxy",
        "A request's field Proxy would become HTTP_PROXY, by which curl, wget and most "
        "libraries choose the proxy for what they send. No browser sends it: drop it.",
        "https://httpoxy.org/",
    ),
    question="Which programs read HTTP_PROXY, and who has written what they would read?",
)
def no_proxy(bench):
    server = gateway(bench)
    put_probe(server)
    evil = "http://evil.example:3128"
    for name in "Proxy", "proxy", "PROXY":
        answer = ask(server, request("/cgi-bin/probe.py", "GET", f"{name}: {evil}"))
        environ = told(answer)["environ"]
        bench.expect(
            evil not in environ.values(),
            f"The field {name} reaches no variable of the script.",
            got=f"HTTP_PROXY={environ.get('HTTP_PROXY')!r}",
            wire=answer.wire,
        )


@step(
    "The body is on standard input, byte for byte",
    clause=rfc(
        3875,
        "4.2",
        "CONTENT_LENGTH says how many bytes there are (4.1.2), CONTENT_TYPE of what kind "
        "(4.1.3), and the script can read so many.",
    ),
    question="From where do you read the body, how much of it, and where do you put it?",
)
def body(bench):
    server = gateway(bench)
    put_probe(server)
    data = b"\x00\xff\r\n\r\n\x1a" + bench.random.randbytes(3_000)
    answer = post(server, "/cgi-bin/probe.py", data)
    what = told(answer)
    environ = what["environ"]
    must_have(bench, environ, answer, "REQUEST_METHOD", {"POST"}, "4.1.12")
    must_have(bench, environ, answer, "CONTENT_LENGTH", {str(len(data))}, "4.1.2")
    must_have(bench, environ, answer, "CONTENT_TYPE", {"application/x-test"}, "4.1.3")
    got = what["body"].encode("latin-1")
    bench.expect(
        got == data,
        f"The script reads the {len(data):,} bytes that were sent.",
        got=f"It reads {len(got):,} bytes"
        + (", others." if len(got) == len(data) else "."),
        wire=answer.wire,
    )


@step(
    "Nothing is left over from the request before",
    clause=rfc(
        3875,
        "4.1.2",
        "CONTENT_LENGTH is set if and only if the request has a body; and so is every "
        "variable of this request's alone.",
    ),
    question="Whose environment do you change: the script's, or your own?",
)
def fresh_environment(bench):
    server = gateway(bench)
    put_probe(server)
    post(server, "/cgi-bin/probe.py/secret", b"abc", "Cookie: session=of-somebody-else")
    answer = ask(server, request("/cgi-bin/probe.py"))
    environ = told(answer)["environ"]
    for name in "HTTP_COOKIE", "PATH_INFO", "CONTENT_LENGTH", "CONTENT_TYPE":
        bench.expect(
            environ.get(name, "") in NOTHING,
            f"{name} is not set: it belonged to the request before this one.",
            got=f"{name}={environ.get(name)!r}",
            wire=answer.wire,
        )
