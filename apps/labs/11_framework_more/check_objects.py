"""Request and response objects."""

from apps.labs.checking import document, rfc, step
from apps.labs.sites import serve

from . import check_sites as sites
from .check_asks import must_be, must_have


@step(
    "A request gives its fields, its cookies and its form",
    clause=document(
        "WebOb",
        "Request",
        "GET and POST are the fields of query and form, of which one may come several "
        "times (getall); headers have names without case; cookies and body are there too.",
        "https://docs.pylonsproject.org/projects/webob/en/stable/reference.html",
    ),
    question="Which entries of environ hold the cookies, and how long is the body?",
)
def request_object(bench):
    site = serve(bench, sites.OBJECTS)
    fields = "X-WORD: word", "Cookie: theme=dark; name=ada"
    answer = site.ask("/seen?tag=b&x=1&tag=a+c", "GET", *fields)
    must_be(bench, answer, 200, "b+a c word ada")
    form = "Content-Type: application/x-www-form-urlencoded"
    answer = site.ask("/sent", "POST", form, body=b"what=a%26b+c&name=Zo%C3%AB")
    must_be(bench, answer, 200, "Zoë likes a&b c")
    data = bench.random.randbytes(100_000)
    # The body ends where Content-Length says: who reads on waits for ever.
    must_be(bench, site.ask("/bytes", "PUT", body=data), 200, "100000")


@step(
    "A response takes a status, fields and several cookies",
    clause=rfc(
        6265,
        "3",
        "A server sets a cookie with a field Set-Cookie; for two cookies it sends two of "
        "them, which cannot be joined by a comma as others can.",
    ),
    question="Can a dictionary of fields hold two of one name?",
)
def response_object(bench):
    answer = serve(bench, sites.OBJECTS).ask("/given")
    must_be(bench, answer, 201, "given")
    must_have(bench, answer, "X-Word", "word")
    cookies = [value for name, value in answer.fields if name.lower() == "set-cookie"]
    expected = (
        "There are two fields Set-Cookie: name=ada, with HttpOnly, and theme=dark."
    )
    found = {cookie.partition(";")[0]: cookie.lower() for cookie in cookies}
    bench.expect(
        found.keys() == {"name=ada", "theme=dark"}
        and "httponly" in found["name=ada"]
        and "httponly" not in found["theme=dark"],
        expected,
        got=f"{cookies}",
    )
