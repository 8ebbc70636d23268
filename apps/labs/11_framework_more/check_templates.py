"""What was so before, and templates."""

import html
import re

from apps.labs.checking import document, rfc, step
from apps.labs.sites import serve

from . import check_sites as sites
from .check_asks import (
    ESCAPING,
    JINJA,
    OURS,
    SERVER_ERROR,
    must_be,
    must_have,
)


@step(
    "What lab 10 asked is still so",
    clause=OURS,
    question="Does your lab 10 still pass, with this framework.py?",
)
def as_before(bench):
    site = serve(bench, sites.AS_BEFORE, named=8011)
    answer = site.ask("/hello/Zo%C3%AB")
    must_be(bench, answer, 200, "Hello, Zoë!")
    must_have(bench, answer, "Content-Type", "text/plain; charset=utf-8")
    must_be(bench, site.ask("/no-such-page"), 404)
    answer = site.ask("/lamp", "POST")
    must_be(bench, answer, 405)
    bench.expect("GET" in (answer.field("Allow") or ""), "Allow names GET.")
    must_be(bench, site.ask("/lamp", "HEAD"), 200, "")
    must_be(bench, site.ask("/forgot"), 500)
    bench.expect(
        site.logs("forgetful.*None", bench.patience),
        "The log says in a line that forgetful returned None.",
        got="There is no such line.",
    )
    for target in "/hello/%FF", "/hello/ada?x=%FF":
        answer = site.ask(target)
        bench.expect(
            answer.status < 500,
            "An address that is no UTF-8 is not the server's mistake: 400, for example.",
            got=f"The status is {answer.status}.",
            clause=rfc(9110, "15.5.1", "400: the mistake is the client's."),
        )


@step(
    "A template is filled and sent as HTML",
    clause=document(
        "Jinja",
        "Template Inheritance",
        "A template that extends another fills its blocks. The environment's loader knows "
        "where the other one is.",
        JINJA + "templates/#template-inheritance",
    ),
    question="Who finds frame.html: the text of a template, or the environment it is in?",
)
def template(bench):
    site = serve(bench, sites.TEMPLATES, sites.TEMPLATE_FILES)
    answer = site.ask("/books/ada")
    must_be(bench, answer, 200)
    must_have(bench, answer, "Content-Type", "text/html; charset=utf-8")
    for words in ["<title>Books of ada</title>", '<ul class="ada">', "<li>Grüße</li>"]:
        bench.expect(
            words in answer.text,
            f"The page has {words}",
            got=f"It is {answer.text!r:.300}",
        )


@step(
    "What a template puts in stays text, whatever it is",
    clause=ESCAPING,
    question="Who turns < into &lt;: the handler, the template or the environment?",
)
def escaping(bench):
    site = serve(bench, sites.TEMPLATES, sites.TEMPLATE_FILES)
    evil = """<script>alert(1)<script>" onclick='x' &lt;"""
    quoted = "".join(f"%{byte:02X}" for byte in evil.encode())
    answer = site.ask(f"/books/{quoted}")
    must_be(bench, answer, 200)
    for before, after in ("<title>Books of ", "</title>"), ('<ul class="', '">'):
        match = re.search(f"{before}(.*?){after}", answer.text, re.S)
        text = match[1] if match else ""
        bench.expect(
            html.unescape(text) == evil and not re.search("[<>\"']", text),
            f"Between {before} and {after} stands the text {evil}\nas HTML writes text: "
            "< as &lt; and so on, once.",
            got=f"There stands {text!r}",
        )
    bench.expect(
        "<li>Tao &amp; Co</li>" in answer.text,
        "The title Tao & Co is written <li>Tao &amp; Co</li>.",
        got=f"It is {answer.text!r:.300}",
    )


@step(
    "A mistake in a template is 500, and no half a page",
    clause=SERVER_ERROR,
    question="When is the status sent: before the template is filled, or after?",
)
def template_mistake(bench):
    site = serve(bench, sites.TEMPLATES, sites.TEMPLATE_FILES)
    for target in "/late", "/none":
        answer = site.ask(target)
        must_be(bench, answer, 500)
        bench.expect(
            "first line" not in answer.text,
            "Nothing of a page that could not be finished is sent.",
            got=f"It is {answer.text!r:.300}",
        )
