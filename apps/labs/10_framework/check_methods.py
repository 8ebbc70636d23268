"""Methods: of HTTP, and of a class."""

from apps.labs.checking import rfc, step
from apps.labs.sites import serve

from . import check_sites as sites
from .check_asks import OURS, must_be


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
