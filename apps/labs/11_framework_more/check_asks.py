"""What several steps of lab 11 ask, and the clauses that they share."""

import re

from apps.labs.checking import document, pep, rfc

OURS = document(
    "Lab 11",
    "framework.py",
    "The text at the top of the file says what an App promises to those who write sites.",
)
JINJA = "https://jinja.palletsprojects.com/en/stable/"
ESCAPING = document(
    "HTML Standard",
    "13.1.2",
    "In text < and & begin something that is no text. To mean themselves they are written "
    "&lt; and &amp;; within quotation marks these too, as &#34; or &quot;.",
    "https://html.spec.whatwg.org/multipage/syntax.html",
)
INSIDE = rfc(
    9110,
    "17.3",
    "Whoever maps addresses to files must see to it that no address leads out of the "
    "folder: by .., by a slash that comes encoded, by a name that begins alike.",
)
MIDDLEWARE = pep(
    3333,
    "Middleware: Components that Play Both Sides",
    "A layer is an application to the server and a server to the application. So layers "
    "can be stacked, and each sees the request going in and the response going out.",
)
CONVERTED = document(
    "Django documentation, Middleware",
    "Exception handling",
    "Around each layer exceptions are made into responses: a layer can rely on getting one "
    "when it calls get_response, whatever happens inside.",
    "https://docs.djangoproject.com/en/stable/topics/http/middleware/#exception-handling",
)
SERVER_ERROR = rfc(
    9110,
    "15.6.1",
    "500: the server met something unexpected. The answer should explain the situation, "
    "in words for a person.",
)


def must_be(bench, answer, status, text=None):
    """Refuse another status than this, or another text."""
    bench.expect(
        answer.status == status,
        f"The status is {status}.",
        got=f"It is {answer.status}.",
        wire=answer.wire,
    )
    bench.expect(
        text is None or answer.text.strip() == text,
        f"The content is {text!r}.",
        got=f"It is {answer.text!r:.200}",
        wire=answer.wire,
    )


def must_have(bench, answer, name, wanted):
    """Refuse unless a field has this value, be it written with other spaces or case."""
    value = answer.field(name)
    bench.expect(
        value is not None and bare(value) == bare(wanted),
        f"There is a field {name}: {wanted}",
        got="There is no such field." if value is None else f"{name}: {value}",
        wire=answer.wire,
    )


def bare(value):
    return re.sub('[ "]', "", value).lower()
