"""The form and the guestbook."""

import re

from apps.labs.checking import document, rfc, step
from apps.labs.judge import ask, read_answer, request
from apps.labs.showing import count

from .check_asks import (
    FORM,
    URLENCODED,
    Form,
    form_content,
    library,
    must_redirect,
    must_say,
    must_show,
    page,
    post,
    serve,
    write,
)


@step(
    "The guest book is a page with a form",
    clause=document(
        "HTML Standard (WHATWG)",
        "4.10, Forms",
        "A form has a method and an action; a field that is sent has a name. A label says "
        "to all what a field is for.",
        "https://html.spec.whatwg.org/multipage/forms.html",
    ),
    question="What must stand in the page, so that the browser knows where to send what?",
)
def form_page(bench):
    answer = page(bench)
    form = Form(answer)
    is_so = form.method == "post" and {"name", "words"} <= form.fields
    told = "/guestbook has a form with method post and fields `name` and `words`."
    got = f"Method {form.method or 'none'}, fields {', '.join(form.fields) or 'none'}."
    bench.expect(is_so, told, got=got, wire=answer.wire)
    told = "Each field has a label: <label>Your name <input …></label>, or by `for`."
    question = "What does a screen reader say when somebody comes to your field?"
    bench.expect(
        form.labels >= 2,
        told,
        got=f"{count(form.labels, 'label')}.",
        wire=answer.wire,
        question=question,
    )
    told = "The page says that it is UTF-8, so that the form is sent so."
    kind = (answer.field("Content-Type") or "").lower()
    is_so = "utf-8" in kind or re.search(rb"(?i)charset=[\"']?utf-8", answer.body)
    bench.expect(
        is_so,
        told,
        got=f"Content-Type: {kind}",
        wire=answer.wire,
        question="How does a browser know what the bytes of ü are, here and in the form?",
    )
    answer = ask(serve(bench), request("/guestbook?page=2"))
    must_say(
        bench,
        answer,
        {200},
        "/guestbook?page=2",
        clause=rfc(9112, "3.2.1", "The target is a path, and after ? a query."),
        question="What is self.path when the browser's address ends in ?page=2?",
    )
    answer = ask(serve(bench), request("/guestbook", "HEAD"))
    must_say(
        bench,
        answer,
        {200, 405, 501},
        "HEAD /guestbook",
        clause=rfc(
            9110, "9.3.2", "HEAD is answered as GET would be, without the content."
        ),
        question="Whose method answers HEAD, and what does it know of your guest book?",
    )


@step(
    "What is written is kept, and the browser is sent to look at it",
    clause=rfc(
        9110,
        "15.4.4",
        "303 sends the browser to another address, by GET: to load that again writes "
        "nothing twice.",
    ),
    question="What does the browser do when somebody reloads the answer to a POST?",
)
def written_and_shown(bench):
    name, words = f"Ada{bench.random.randrange(10**6)}", "first words"
    must_redirect(bench, write(bench, name, words))
    must_show(bench, name, words)
    must_redirect(bench, write(bench, "Bob", "second words"))
    must_show(bench, name, words, "Bob", "second words")


@step(
    "The content is read to its length, and no further",
    clause=library(
        "http.server: BaseHTTPRequestHandler.rfile",
        "rfile is the connection, at the beginning of the content. How much of it is the "
        "content, Content-Length says; the client keeps the connection open.",
        "http.server.html#http.server.BaseHTTPRequestHandler.rfile",
    ),
    question="When does rfile.read() come back, and what is the client doing meanwhile?",
)
def content_to_its_length(bench):
    content = form_content("Eve", "x" * 3_000)
    wire = serve(bench).connect()
    words = post(content)
    wire.drip(words, [len(words) - len(content)])
    must_redirect(bench, read_answer(wire))
    wire.close()
    must_show(bench, "x" * 3_000)


@step(
    "Names in all scripts, and the signs that mean something in forms",
    clause=URLENCODED,
    question="What does a browser send for 'Ada & Bob', for 100 %, for ü and 你?",
)
def all_scripts(bench):
    for name in "Zoë Grüße", "你好", "a+b = 100 % & more", "Ω?x=1#y":
        must_redirect(bench, write(bench, name, "words"))
        must_show(bench, name)


@step(
    "What people write is text, and no part of the page",
    clause=document(
        "OWASP Cheat Sheet: Cross Site Scripting Prevention",
        "Output Encoding for HTML Contexts",
        "Write &lt; for < and &amp; for &, or what one guest writes is run by the browsers of "
        "all the others.",
        "https://cheatsheetseries.owasp.org/cheatsheets/"
        "Cross_Site_Scripting_Prevention_Cheat_Sheet.html",
    ),
    question="What becomes of <b> in a name, on its way into your page?",
)
def text_is_text(bench):
    mark = f"x{bench.random.randrange(10**6)}"
    for field in ("name", "words"):
        evil = f"<script>{mark}{field}</script>&amp;\"'"
        texts = {"name": "Eve", "words": "hello"} | {field: evil}
        must_redirect(bench, write(bench, **texts))
        answer = page(bench)
        told = f"In the page the {field} {evil} is text, and all of it can be read."
        is_raw = f"<script>{mark}".encode() in answer.body
        bench.expect(
            not is_raw and evil in Form(answer).text,
            told,
            got="It has become HTML."
            if is_raw
            else "It is not there as it was written.",
            wire=answer.wire,
        )


@step(
    "What is no form of ours is refused",
    clause=rfc(
        9110,
        "15.5",
        "411: a length is needed. 413: that is too much. 415: not this type. 400: it is "
        "wrong in another way. 405: not with this method.",
    ),
    question="What does your program do when a field of the request is not there?",
)
def bad_forms(bench):
    server = serve(bench)
    good = form_content("Mallory", "was here")
    any_no = range(400, 500)
    for what, words, statuses in [
        ("No Content-Length", request("/guestbook", "POST", FORM), any_no),
        ("Content-Length: x", post(good, length="x"), any_no),
        ("Content-Length: -1", post(good, length="-1"), any_no),
        ("Content-Length: +5", post(good, length="+5"), any_no),
        ("A form of 3 MB", post(good + b"x" * 3_000_000), {413}),
        ("Content-Length of 12 digits", post(good, length="9" * 12), {413, 400}),
        ("JSON", post(good, kind="Content-Type: application/json"), {415, 400}),
        ("No name", post(form_content("", "was here")), {400, 422}),
        ("Neither name nor words", post(b"x=Mallory"), {400, 422}),
        ("Another address", post(good, target="/test.jpg"), {405, 404, 501}),
    ]:
        answer = ask(server, words, is_refusable=statuses == {413})
        if answer:
            must_say(bench, answer, set(statuses), what)
    answer = page(bench)
    bench.expect(
        b"Mallory" not in answer.body and b"was here" not in answer.body,
        "Nothing of what was refused stands in the guest book.",
        wire=answer.wire,
    )


@step(
    "A form that breaks off is not written",
    clause=rfc(
        9112,
        "8",
        "A request that ends before its length is incomplete, and not to be acted upon.",
    ),
    question="How many bytes were promised, and how many has read() given?",
)
def broken_off(bench):
    server = serve(bench)
    wire = server.connect()
    wire.send(post(form_content("Half", "a sentence that goes on"))[:-12])
    wire.finish()
    wire.read_to_end("The connection is closed.")
    wire.close()
    answer = page(bench)
    told = "What came of a broken form is not in the guest book."
    bench.expect(b"Half" not in answer.body, told, wire=answer.wire)
