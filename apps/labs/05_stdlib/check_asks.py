"""What several steps of lab 05 ask, and the documents that they share."""

import html.parser
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote_plus, urlencode, urljoin, urlsplit

from apps.labs.checking import document
from apps.labs.judge import ask, request

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
            self.labels += "aria-label" in values

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


def must_say(bench, answer, statuses, what, **more):
    bench.expect(
        answer.status in statuses,
        f"{what} is answered by {' or '.join(map(str, sorted(statuses)[:4]))}.",
        got=f"It is answered by {answer.status}.",
        wire=answer.wire,
        **more,
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
