"""What lab 05 asks: of the class tree, a folder and a form, and the order of calls."""

import html.parser
import importlib
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote_plus, urlencode, urljoin, urlsplit

from apps.labs.checking import Refused, document, rfc, step
from apps.labs.judge import ask, read_answer, request

MODULES = ["socketserver", "http.server", "wsgiref.simple_server"]
FORM = "Content-Type: application/x-www-form-urlencoded"


def library(section, says, page):
    address = f"https://docs.python.org/3/library/{page}"
    return document("Python documentation", section, says, address)


CLASSES = document(
    "Python documentation",
    "Data model: 3.2.10, Classes",
    "A class has its bases in __bases__, and in __mro__ all the classes in which a name is "
    "looked for, in that order.",
    "https://docs.python.org/3/reference/datamodel.html#classes",
)
URLENCODED = document(
    "URL Standard (WHATWG)",
    "5.1, application/x-www-form-urlencoded parsing",
    "Pairs are parted by &, a name from its value by =; + is a space, and %xx a byte of UTF-8.",
    "https://url.spec.whatwg.org/#urlencoded-parsing",
)


# The class tree


@step(
    "Every class is told, with what it is",
    clause=CLASSES,
    question="How does a program learn which classes a module has, and what they are?",
)
def tree_is_told(bench):
    lines = tree(bench)
    for module in MODULES:
        for cls in public_classes(importlib.import_module(module)):
            must_tell(bench, lines, cls.__module__, cls.__name__, cls.__bases__)


@step(
    "The tree comes from the live classes",
    clause=CLASSES,
    question="What would your program tell of a module that is written tomorrow?",
)
def tree_is_live(bench):
    number = bench.random.randrange(1000, 9999)
    module, names = f"written_{number}", [f"{n}{number}" for n in ("Ada", "Bob", "Eve")]
    (bench.folder / f"{module}.py").write_text(
        "from socketserver import BaseServer, ThreadingMixIn\n"
        f"class {names[0]}: pass\n"
        f"class {names[1]}({names[0]}, BaseServer): pass\n"
        f"class {names[2]}(ThreadingMixIn, {names[1]}): pass\n"
    )
    lines = tree(bench, module)
    must_tell(bench, lines, module, names[0], [])
    must_tell(bench, lines, module, names[1], [names[0], "BaseServer"])
    must_tell(bench, lines, module, names[2], ["ThreadingMixIn", names[1]])


@step(
    "The tree can be listened to",
    clause=document(
        "WCAG 2.2",
        "1.3.1, Info and Relationships",
        "What belongs to what is said by words or structure, and not by its look alone: a "
        "screen reader reads neither lines nor indentation.",
        "https://www.w3.org/TR/WCAG22/#info-and-relationships",
    ),
    question="Read one line aloud, without the others: does it say what the class is?",
)
def tree_can_be_heard(bench):
    drawn = [
        line
        for line in tree(bench)
        if re.search(r"[^\x20-\x7e]|^[\s|`+\\-]*[|`+\\]", line)
    ]
    bench.expect(
        not drawn,
        "The tree is told in words and numbers, without drawn lines.",
        got=f"A line is {drawn[0]!r}." if drawn else "",
    )


# The folder


@step(
    "The folder's page and its picture come",
    clause=library(
        "http.server: SimpleHTTPRequestHandler",
        "It serves the files of the folder that it is given as `directory`; index.html "
        "where a folder is asked for.",
        "http.server.html#http.server.SimpleHTTPRequestHandler",
    ),
    question="Who calls your handler's __init__, and how does the folder get there?",
)
def folder(bench):
    for target, name, kind in [
        ("/", "index.html", "text/html"),
        ("/test.jpg", "test.jpg", "image/jpeg"),
        ("/test.jpg?x=1", "test.jpg", "image/jpeg"),
    ]:
        answer = must_say(bench, ask(serve(bench), request(target)), {200}, target)
        content = (bench.folder / "public" / name).read_bytes()
        told = f"{target} brings public/{name}, {len(content):,} bytes of {kind}."
        is_so = answer.body == content and kind in (answer.field("Content-Type") or "")
        got = f"{len(answer.body):,} bytes of {answer.field('Content-Type')}."
        bench.expect(is_so, told, got=got, wire=answer.wire)


@step(
    "Nothing beside the folder is given away",
    clause=rfc(
        9110,
        "17.3",
        "A server must see to it that what it opens lies below the folder that it serves.",
    ),
    question="Which folder is served when nobody names one?",
)
def only_the_folder(bench):
    for target in (
        "/server.py",
        "/../server.py",
        "/%2e%2e/server.py",
        "/public/test.jpg",
    ):
        must_say(bench, ask(serve(bench), request(target)), {400, 403, 404}, target)


@step(
    "A silent client keeps nobody waiting",
    clause=library(
        "socketserver: ThreadingMixIn",
        "Mixed into a server class, before it, it handles each request in a thread.",
        "socketserver.html#socketserver.ThreadingMixIn",
    ),
    question="In which of the classes of the tree is a thread started?",
)
def silent_client(bench):
    server = serve(bench)
    silent = server.connect()
    must_say(bench, ask(server, request("/")), {200}, "Another client's request")
    silent.close()


# The form


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
    bench.expect(form.labels >= 2, told, got=f"{form.labels} labels.", wire=answer.wire)
    told = "The page says that it is UTF-8, so that the form is sent so."
    kind = (answer.field("Content-Type") or "").lower()
    is_so = "utf-8" in kind or b'charset="utf-8"' in answer.body.lower()
    bench.expect(is_so, told, got=f"Content-Type: {kind}", wire=answer.wire)
    answer = ask(serve(bench), request("/guestbook?page=2"))
    must_say(bench, answer, {200}, "/guestbook?page=2")
    answer = ask(serve(bench), request("/guestbook", "HEAD"))
    must_say(bench, answer, {200, 405, 501}, "HEAD /guestbook")


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


# The order of calls


@step(
    "From serve_forever to do_GET",
    clause=library(
        "socketserver: Server Objects",
        "serve_forever looks for a connection; then each method hands on to the next, the "
        "server to the handler, which reads the request and calls do_ with its method.",
        "socketserver.html#server-objects",
    ),
    question="Beginning at serve_forever: which method does each method call next?",
)
def order_of_calls(bench):
    true = recorded()
    program = bench.run("calls.py")
    lines = [line.strip() for line in program.output.decode().splitlines()]
    told = [line for line in lines if line]
    for line in told:
        bench.expect(
            line in true,
            "Each line is a call that is made: module.Class.method, of the class that "
            "defines it.",
            got=f"{line} is not called before do_GET, or not by that name.",
        )
    # What the selector asks of the server is not a step of the way.
    needed = [name for name in true if is_needed(name)]
    missing = [name for name in sorted(needed) if name not in told]
    told_missing = f"{len(needed)} calls lead there."
    got = f"{len(missing)} are not told, such as {missing[0]}." if missing else ""
    bench.expect(not missing, told_missing, got=got)
    for first, then in zip(told, told[1:], strict=False):
        if true.index(first) >= true.index(then):
            raise Refused(
                "The calls stand in the order in which a live run makes them.",
                got=f"{first}\nis not called before\n{then}",
            )


# What several steps ask


def tree(bench, *modules):
    program = bench.run("class_tree.py", *modules)
    told = "The program tells the tree and ends well."
    bench.expect(program.status == 0, told, got=program.how_it_ended())
    return program.output.decode(errors="replace").splitlines()


def public_classes(module):
    for name, cls in vars(module).items():
        is_class = inspect.isclass(cls) and cls.__module__ == module.__name__
        if is_class and not name.startswith("_"):
            yield cls


def must_tell(bench, lines, module, name, bases):
    """Refuse a tree without a line that begins with the class and names its bases."""
    bases = [base if isinstance(base, str) else base.__name__ for base in bases]
    bases = [base for base in bases if base != "object"]
    begins = re.compile(rf"[\W\d]*{re.escape(module)}\.{name}\b(.*)")
    found = [match[1] for line in lines if (match := begins.match(line))]
    is_a = f" is a {' and a '.join(bases)}" if bases else ""
    bench.expect(
        any(all(re.search(rf"\b{b}\b", rest) for b in bases) for rest in found),
        f"A line says, perhaps after a number: {module}.{name}{is_a}",
        got=f"The line goes on: {found[0]!r}" if found else "There is no such line.",
    )


def serve(bench):
    return bench.shared("server.py", named=8000)


def page(bench):
    answer = ask(serve(bench), request("/guestbook"))
    return must_say(bench, answer, {200}, "/guestbook")


class Form(html.parser.HTMLParser):
    """What a browser would make of the page: its form, and all its text."""

    def __init__(self, answer):
        super().__init__()
        self.method, self.fields, self.labels, self.text = "", set(), 0, ""
        self.feed(answer.body.decode("utf-8", "replace"))

    def handle_starttag(self, tag, attributes):
        values = {key: value or "" for key, value in attributes}
        if tag == "form":
            self.method = values.get("method", "get").lower()
        elif tag == "label":
            self.labels += 1
        elif tag in {"input", "textarea"} and "name" in values:
            self.fields.add(values["name"])

    def handle_data(self, data):
        self.text += data


def form_content(name, words):
    return urlencode({"name": name, "words": words}, quote_via=quote_plus).encode()


def post(content, kind=FORM, length=None, target="/guestbook"):
    length = len(content) if length is None else length
    return request(target, "POST", kind, f"Content-Length: {length}") + content


def write(bench, name, words):
    return ask(serve(bench), post(form_content(name, words)))


def must_redirect(bench, answer):
    must_say(bench, answer, {303, 302}, "POST /guestbook")
    place = urlsplit(urljoin("http://x/guestbook", answer.field("Location") or "?"))
    told = "Location leads to /guestbook."
    got = f"Location: {answer.field('Location')}"
    bench.expect(place.path == "/guestbook", told, got=got, wire=answer.wire)


def must_show(bench, *texts):
    answer = page(bench)
    for text in texts:
        told = f"The guest book shows {text!r:.60}, which was written before."
        bench.expect(text in Form(answer).text, told, wire=answer.wire)


def must_say(bench, answer, statuses, what):
    bench.expect(
        answer.status in statuses,
        f"{what} is answered by {' or '.join(map(str, sorted(statuses)[:4]))}.",
        got=f"It is answered by {answer.status}.",
        wire=answer.wire,
    )
    return answer


def recorded():
    """Have a server answer, in a process of its own, and give the calls in order."""
    program = Path(__file__).with_name("check_record.py")
    words = subprocess.run(
        [sys.executable, "-I", program], capture_output=True, check=True, timeout=60
    )
    return json.loads(words.stdout)


def is_needed(name):
    method = name.rpartition(".")[2]
    return not method.startswith("_") and method != "fileno"
