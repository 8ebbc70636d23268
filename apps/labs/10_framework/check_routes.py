"""Routes: which handler is asked."""

from apps.labs.checking import document, pep, rfc, step
from apps.labs.sites import serve

from . import check_sites as sites
from .check_asks import (
    ANSWER,
    ENCODING,
    NOT_FOUND,
    OURS,
    SEGMENT,
    must_be,
    must_have,
)


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
        ("/search?q=what?/really", "q=what?/really"),
    ]:
        must_be(bench, site.ask(target), 200, f"GET /search {told}")
    for target, told in [
        ("/search?q=a+b%26c%3Dd&lang=%C3%AB", "lang=ë q=a b&c=d"),
        ("/search?q=&page=2", "page=2 q="),
    ]:
        must_be(
            bench,
            site.ask(target),
            200,
            f"GET /search {told}",
            clause=URLENCODED,
            question="What does a browser send for a space, for ë, for a box left empty?",
        )


URLENCODED = document(
    "URL Standard (WHATWG)",
    "5.1, application/x-www-form-urlencoded parsing",
    "Cut at &, then at the first =; + is a space, and %xx a byte of UTF-8. A name without a "
    "value has an empty one: a form sends that for a box that was left empty.",
    "https://url.spec.whatwg.org/#urlencoded-parsing",
)


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
    must_have(
        bench,
        answer,
        "Content-Type",
        "text/html",
        clause=rfc(
            9110, "5.1", "A field's name has no case; one Content-Type is enough."
        ),
        question="Which fields does your framework add, and how does it look for them?",
    )
