"""What lab 10 asks of a framework: that small sites written on it behave.

Each step writes one and asks it as a browser would. The reference passes, and so do
twins of it, in right/, for which Django and others do the work.
"""

from apps.labs.checking import document, pep, rfc, step
from apps.labs.sites import Site, serve

from . import check_sites as sites

ANSWER = pep(
    3333,
    "The Application/Framework Side",
    "An application calls start_response with a status and a list of fields, and returns "
    "an iterable of bytes.",
)
ENCODING = pep(
    3333,
    "Unicode Issues",
    "In environ every byte that came is the character of that number (ISO-8859-1). Which "
    "text the bytes are is for the application to say: "
    'environ["PATH_INFO"].encode("latin-1").decode("utf-8").',
)
ERRORS = pep(
    3333,
    "Error Handling",
    "Applications should catch their own errors, give the person a helpful message, and "
    "write what went wrong to wsgi.errors.",
)
NOT_FOUND = rfc(
    9110, "15.5.5", "404: nothing was found that fits the address that was asked for."
)
SERVER_ERROR = rfc(
    9110,
    "15.6.1",
    "500: the server met something unexpected and could not do what was asked. It is not "
    "the client's mistake.",
)
SEGMENT = rfc(
    3986,
    "3.3",
    "A path is a row of segments, and a slash ends a segment. All of it counts.",
)
OURS = document(
    "Lab 10",
    "framework.py",
    "The text at the top of the file says what an App promises to those who write sites.",
)


# Routes


@step(
    "A route's function answers, and its text is sent in UTF-8",
    clause=ANSWER,
    question="What must a WSGI application return, and how many bytes has an umlaut?",
)
def function_answers(bench):
    site = serve(bench, sites.GREETING, named=8010)
    must_be(bench, site.ask("/greeting"), 200, "Grüße, 你好")


@step(
    "Text is sent as text: no browser takes it for a page",
    clause=rfc(
        9110,
        "8.3",
        "Content-Type says what the bytes are to be taken for. As text/html, whatever "
        "somebody wrote into the address becomes part of the page, scripts too.",
    ),
    question="What does a browser do with <script> in text/html, and in text/plain?",
)
def text_is_no_markup(bench):
    answer = serve(bench, sites.GREETING).ask("/markup")
    must_be(bench, answer, 200, "<b>This is not bold.</b>")
    kind = (answer.field("Content-Type") or "").lower().replace(" ", "")
    bench.expect(
        kind.startswith("text/plain") and "charset=utf-8" in kind,
        "A str is sent as text/plain; charset=utf-8.",
        got=f"Content-Type: {answer.field('Content-Type')}",
    )


@step(
    "A route gives the function back: it can be named twice, and called",
    clause=document(
        "The Python Language Reference",
        "8.7",
        "Afterwards the name means what the decorator returned, not the function itself.",
        "https://docs.python.org/3/reference/compound_stmts.html#function-definitions",
    ),
    question="What is the name `home` bound to, when a decorator returns nothing?",
)
def route_gives_back(bench):
    site = serve(bench, sites.ROUTE_GIVES_BACK)
    must_be(bench, site.ask("/home"), 200, "home")
    must_be(bench, site.ask("/house"), 200, "home")
    must_be(bench, site.ask("/start"), 200, "start, then home")


@step(
    "Two sites in one program do not share their routes",
    clause=document(
        "The Python Tutorial",
        "9.3.5",
        "A list or dictionary in the class body belongs to all objects of the class; what "
        "belongs to one object is made in __init__.",
        "https://docs.python.org/3/tutorial/classes.html#class-and-instance-variables",
    ),
    question="Where are the routes made: once for the class, or for each App?",
)
def two_apps(bench):
    site = serve(bench, sites.TWO_APPS)
    must_be(bench, site.ask("/open"), 200, "for all")
    must_be(bench, site.ask("/secret"), 404)


@step(
    "A route fits the whole path, letter by letter; nothing else is found",
    clause=NOT_FOUND,
    question="Which paths does your pattern fit, besides the one that it was made of?",
)
def whole_path(bench):
    site = serve(bench, sites.WHOLE_PATH)
    must_be(bench, site.ask("/about"), 200, "about")
    must_be(bench, site.ask("/robots.txt"), 200, "robots")
    others = ["/no-such-page", "/", "/about/us", "/aboutus", "/abou", "/x/about"]
    for target in [*others, "/About", "/robots-txt", "/about%0A"]:
        must_be(bench, site.ask(target), 404)
    # A slash more is another address. To send the client to the right one is fine too.
    answer = site.ask("/about/")
    is_sent_on = answer.status in {301, 302, 307, 308}
    bench.expect(
        is_sent_on or answer.status == 404,
        "/about/ is another address than /about: 404, or a redirection to it.",
        got=f"The status is {answer.status}.",
    )


@step(
    "A field takes one segment of the path, and hands it to the function",
    clause=SEGMENT,
    question="Which characters may stand in a field, and which one ends it?",
)
def fields(bench):
    name = f"ada-{bench.random.randrange(10**6)}"
    site = serve(bench, sites.FIELDS)
    must_be(bench, site.ask(f"/hello/{name}"), 200, f"Hello, {name}!")
    must_be(bench, site.ask("/hello/you"), 200, "Hello, you!")
    must_be(bench, site.ask("/1979/mvc.html"), 200, "mvc of 1979")
    for target in ["/hello/", "/hello", f"/hello/{name}/more", "/1979/a/b.html"]:
        must_be(bench, site.ask(target), 404)


@step(
    "What was percent-encoded arrives as it was typed",
    clause=ENCODING,
    question="Who has undone %C3%AB before you, and what stands in PATH_INFO then?",
)
def utf8_path(bench):
    site = serve(bench, sites.HELLO)
    for target, name in [
        ("/hello/Zo%C3%AB", "Zoë"),
        ("/hello/%E4%B8%AD%E6%96%87", "中文"),
        ("/hello/a+b%20c", "a+b c"),  # a plus is a space in a query, but not in a path
        ("/hello/100%25", "100%"),
        ("/hello/%2541", "%41"),  # undone once, not twice
    ]:
        must_be(bench, site.ask(target), 200, f"Hello, {name}!")
    answer = site.ask("/hello/%FF")
    bench.expect(
        answer.status < 500,
        "What is no UTF-8 is the client's mistake, or a strange name: 400, 404 or 200.",
        got=f"The status is {answer.status}: the server's mistake.",
    )


@step(
    "The query is no part of the path, and its fields are read",
    clause=rfc(
        3986,
        "3.4",
        "The query begins after the first question mark, where the path has ended.",
    ),
    question="In which two entries of environ do path and query stand?",
)
def query(bench):
    site = serve(bench, sites.QUERY)
    for target, told in [
        ("/search", ""),
        ("/search?q=ada", "q=ada"),
        ("/search?q=a+b%26c%3Dd&lang=%C3%AB", "lang=ë q=a b&c=d"),
        ("/search?q=&page=2", "page=2 q="),
        ("/search?q=what?/really", "q=what?/really"),
    ]:
        must_be(bench, site.ask(target), 200, f"GET /search {told}")


@step(
    "A site may live below a prefix, which is no part of its paths",
    clause=pep(
        3333,
        "environ Variables",
        "SCRIPT_NAME is the part of the path that led to the application, PATH_INFO the "
        "rest. PATH_INFO may be empty, if the address is the application's root.",
    ),
    question="What is the path of /shop, for a site that lives there?",
)
def prefix(bench):
    site = serve(bench, sites.PREFIX)
    must_be(bench, site.ask("/shop/hello/ada"), 200, "Hello, ada!")
    must_be(bench, site.ask("/shop/"), 200, "home")
    must_be(bench, site.ask("/shop"), 200, "home")


@step(
    "A handler may give a Response with a status and fields of its own",
    clause=OURS,
    question="What becomes of a Response that a handler returns: is it still a text?",
)
def own_response(bench):
    site = serve(bench, sites.OWN_RESPONSE)
    answer = site.ask("/new", "POST")
    must_be(bench, answer, 201, "Made.")
    must_have(bench, answer, "Content-Language", "en")
    answer = site.ask("/page")
    must_be(bench, answer, 200, "<p>Hi")
    # A field's name has no case, and one Content-Type is enough.
    must_have(bench, answer, "Content-Type", "text/html")


# Methods


@step(
    "A class answers each method by its own, with a new object for each request",
    clause=OURS,
    question="How long does the object live that answers, and who else sees its self?",
)
def class_answers(bench):
    site = serve(bench, sites.LAMP)
    must_be(bench, site.ask("/lamp/1"), 200, "Lamp 1 is off, looked at 1 time")
    must_be(bench, site.ask("/lamp/2", "POST"), 200, "Lamp 2 is switched")
    must_be(bench, site.ask("/lamp/1"), 200, "Lamp 1 is off, looked at 1 time")


@step(
    "A method that the handler lacks is 405, and Allow says which it has",
    clause=rfc(
        9110,
        "15.5.6",
        "405: the address is known, the method is not for it. The answer must have a field "
        "Allow with the methods that are.",
    ),
    question="Who decides which attribute of the class is called: you, or the client?",
)
def lacking_method(bench):
    site = serve(bench, sites.LAMP)
    for method in ["DELETE", "PUT"]:
        answer = site.ask("/lamp/1", method)
        must_be(bench, answer, 405)
        allowed = (answer.field("Allow") or "").replace(",", " ").split()
        bench.expect(
            {"GET", "POST"} <= set(allowed) and method not in allowed,
            "Allow names GET and POST (and HEAD and OPTIONS, if you like).",
            got=f"Allow: {answer.field('Allow')}",
        )
    # A function answers GET, if nothing else is said.
    must_be(bench, site.ask("/", "POST"), 405)
    # Where there is nothing, no method is allowed and no Allow is of use.
    must_be(bench, site.ask("/no-such-page", "DELETE"), 404)
    # The names in a class are not for clients to choose from.
    for method in ["PASSWORD", "__INIT__"]:
        answer = site.ask("/lamp/1", method)
        bench.expect(
            answer.status in {405, 501},
            f"{method} is no method of HTTP: 405 or 501.",
            got=f"The status is {answer.status}, the text {answer.text!r:.80}",
        )


@step(
    "HEAD gives the head that GET gives, and no content",
    clause=rfc(
        9110,
        "9.3.2",
        "HEAD is GET, but the server must not send content. The fields should be the same.",
    ),
    question="Who runs the function when the method is HEAD, and what is then left out?",
)
def head(bench):
    site = serve(bench, sites.LAMP)
    for target in ["/lamp/1", "/"]:
        full, bare = site.ask(target), site.ask(target, "HEAD")
        must_be(bench, bare, 200)
        lengths = {full.field("Content-Length"), bare.field("Content-Length"), None}
        bench.expect(
            len(lengths) <= 2,
            f"If HEAD tells a length it is that of GET: {full.field('Content-Length')}.",
            got=f"Content-Length: {bare.field('Content-Length')}",
        )
    must_be(bench, site.ask("/no-such-page", "HEAD"), 404)


@step(
    "OPTIONS says which methods there are",
    clause=rfc(
        9110,
        "9.3.7",
        "OPTIONS asks what can be done with an address. The answer should have Allow.",
    ),
    question="You know the methods of an address already for 405. Where are they kept?",
)
def options(bench):
    answer = serve(bench, sites.LAMP).ask("/lamp/1", "OPTIONS")
    bench.expect(
        answer.status in {200, 204},
        "The status is 200 or 204.",
        got=f"The status is {answer.status}.",
    )
    allowed = (answer.field("Allow") or "").replace(",", " ").split()
    bench.expect(
        {"GET", "POST"} <= set(allowed) and "DELETE" not in allowed,
        "Allow names GET and POST (and HEAD and OPTIONS, if you like).",
        got=f"Allow: {answer.field('Allow')}",
    )


# Mistakes


@step(
    "An exception is 500: the log gets the traceback, the client none of it",
    clause=ERRORS,
    question="Who reads the answer, who reads the log, and what should each learn?",
)
def exception(bench):
    secret = f"{bench.random.randrange(10**9)}"
    site = serve(bench, sites.EXCEPTION)
    answer = site.ask(f"/boom/{secret}")
    must_be(bench, answer, 500, clause=SERVER_ERROR)
    bench.expect(
        "password" not in answer.text and "ValueError" not in answer.text,
        "The client reads nothing of the program's inside.",
        got=f"It reads {answer.text!r:.300}",
    )
    bench.expect(
        site.logs(f"(?s)Traceback.*password is {secret}", bench.patience),
        "The traceback, with the exception's text, is in the log (wsgi.errors).",
        got="It is not there.",
    )
    must_be(bench, site.ask("/home"), 200, "home")


@step(
    "A handler that returns what cannot be sent is told so",
    clause=ANSWER,
    question="What does a function return that has no return? Will you send that?",
)
def wrong_type(bench):
    site = serve(bench, sites.WRONG_TYPE)
    for target, name, kind in [
        ("/forgot", "forgetful", "None"),
        ("/number", "counting", "int"),
    ]:
        must_be(bench, site.ask(target), 500, clause=SERVER_ERROR)
        bench.expect(
            site.logs(f"{name}.*{kind}", bench.patience),
            f"The log names the function and what it returned, in a line: {name} returned "
            f"{kind}.",
            got="There is no such line.",
        )


@step(
    "The site has error pages of its own, with the status of the error",
    clause=rfc(
        9110,
        "15",
        "The status is for programs: browsers, caches, search engines. To them a page that "
        "says 'not found' with the status 200 is a page like others.",
    ),
    question="Whose status does the text of an error handler get?",
)
def error_handler(bench):
    site = serve(bench, sites.ERROR_HANDLER)
    must_be(bench, site.ask("/nowhere"), 404, "Lost: /nowhere")
    must_be(bench, site.ask("/books/tao"), 404, "Lost: /books/tao")
    must_be(bench, site.ask("/boom"), 500, "Sorry: ValueError")
    answer = site.ask("/boom", "POST")
    must_be(bench, answer, 405, "Not POST")
    bench.expect(
        "GET" in (answer.field("Allow") or ""),
        "Allow stays, whoever writes the page.",
        got=f"Allow: {answer.field('Allow')}",
    )


@step(
    "An error handler with a mistake of its own ends in a plain 500",
    clause=ERRORS,
    question="Who catches what the catcher throws?",
)
def error_in_error_handler(bench):
    site = serve(bench, sites.ERROR_IN_ERROR_HANDLER)
    answer = site.ask("/nowhere")
    must_be(bench, answer, 500, clause=SERVER_ERROR)
    bench.expect(
        "in the error handler" not in answer.text
        and site.logs("in the error handler", bench.patience),
        "The log tells of the second mistake, the client does not.",
        got="It is not in the log, or it was sent.",
    )


@step(
    "A path that is taken cannot be added again",
    clause=OURS,
    question="When should the author learn of it: at the start, or by a lost page?",
)
def duplicates(bench):
    answer = serve(bench, sites.DUPLICATES).ask("/refused")
    must_be(bench, answer, 200)
    refused = dict(line.partition(": ")[::2] for line in answer.text.splitlines())
    bench.expect(
        refused.keys() == {"/a", "/a/{y}"} and all(k in refused[k] for k in refused),
        "add_route raises ValueError, with the path in its message, for the second /a and "
        "for /a/{y}, which fits what /a/{x} fits; for no other.",
        got=f"Refused were {answer.text!r}",
    )


@step(
    "app.py is a site",
    clause=OURS,
    question="Does `lab run 10` show what you expect, in a browser?",
)
def own_site(bench):
    site = Site(bench.serve("app.py"))
    answer = site.ask("/hello/Zo%C3%AB")
    must_be(bench, answer, 200)
    bench.expect(
        "Zoë" in answer.text,
        "/hello/{name} says hello to the name.",
        got=f"The text is {answer.text!r:.80}",
    )
    must_be(bench, site.ask("/no-such-page"), 404)


# What several steps ask


def must_be(bench, answer, status, text=None, clause=None):
    """Refuse another status than this, or another text."""
    bench.expect(
        answer.status == status,
        f"The status is {status}.",
        got=f"It is {answer.status}.",
        wire=answer.wire,
        clause=clause,
    )
    bench.expect(
        text is None or answer.text == text,
        f"The content is {text!r}, in UTF-8.",
        got=f"It is {answer.text!r:.200}",
        wire=answer.wire,
        clause=clause,
    )


def must_have(bench, answer, name, value):
    bench.expect(
        answer.field(name) == value,
        f"There is one field {name}: {value}",
        got=f"{name}: {answer.field(name)}",
        wire=answer.wire,
    )
