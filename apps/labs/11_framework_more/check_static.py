"""Static files."""

from apps.labs.checking import rfc, step
from apps.labs.sites import serve

from . import check_sites as sites
from .check_asks import INSIDE, must_be


@step(
    "Files below /static/ are served as they are",
    clause=rfc(
        9110,
        "8.3",
        "Content-Type says what the bytes are. A style sheet that is sent as anything else "
        "than text/css is not used by browsers.",
    ),
    question="What happens to an address below /static/ before your routes see it?",
)
def static_files(bench):
    site = serve(bench, sites.STATIC, sites.STATIC_FILES)
    for name, kind in ("style.css", "text/css"), ("img/dot.png", "image/png"):
        content = sites.STATIC_FILES[f"checked_static/{name}"]
        content = content.encode() if isinstance(content, str) else content
        answer = site.ask(f"/static/{name}")
        must_be(bench, answer, 200)
        bench.expect(
            (answer.field("Content-Type") or "").startswith(kind),
            f"Its Content-Type is {kind}.",
            got=f"Content-Type: {answer.field('Content-Type')}",
        )
        bench.expect(
            answer.body == content,
            f"The {len(content)} bytes of the file come.",
            got=f"{len(answer.body)} bytes came.",
        )
        must_be(bench, site.ask(f"/static/{name}", "HEAD"), 200, "")
    must_be(bench, site.ask("/page"), 200, "page")
    for target in ["/static/none.css", "/static/", "/static/img", "/style.css"]:
        must_be(bench, site.ask(target), 404)


@step(
    "No address leads out of the folder of static files",
    clause=INSIDE,
    question="Is the path compared before .. and %2e are resolved, or after?",
)
def static_inside(bench):
    site = serve(bench, sites.STATIC, sites.STATIC_FILES)
    secret = "checked_static_private/keys.txt"
    here = str(site.server.folder).strip("/")
    ways = [
        f"../{secret}",
        f"%2e%2e/{secret}",
        f"..%2f{secret}",
        f"img/../../{secret}",
        f"../checked_static{secret.removeprefix('checked_static')}",
        f"/{here}/{secret}",
        f"%2f{here}/{secret}",
        f"....//{secret}",
        f"..%5c{secret}",
        "../framework.py",
        "%00",
        f"img%00/../../{secret}",
    ]
    for way in ways:
        answer = site.ask(f"/static/{way}")
        bench.expect(
            400 <= answer.status < 500,
            f"/static/{way} is not found: 404, or 400 or 403.",
            got=f"The status is {answer.status}, the content {answer.body!r:.60}",
        )
        bench.expect(
            b"4711" not in answer.body and b"def " not in answer.body,
            "Nothing outside the folder is sent.",
            got=f"{answer.body!r:.60}",
        )
