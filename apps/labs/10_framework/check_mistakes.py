"""Mistakes: of the client's, and of the site's author."""

from apps.labs.checking import rfc, step
from apps.labs.sites import Site, serve

from . import check_sites as sites
from .check_asks import ANSWER, ERRORS, OURS, SERVER_ERROR, must_be


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
    for target, name, told in [
        ("/forgot", "forgetful", "None"),
        ("/number", "counting", "42"),
    ]:
        must_be(bench, site.ask(target), 500, clause=SERVER_ERROR)
        bench.expect(
            # The value or its type: either tells what has gone wrong.
            site.logs(rf"{name}.*(None|42|int)", bench.patience),
            f"The log names the function and what it returned, in a line: {name} returned "
            f"{told}.",
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
