"""What several steps of lab 10 ask, and the clauses that they share."""

from apps.labs.checking import document, pep, rfc

ANSWER = pep(
    3333,
    "The Application/Framework Side",
    "An application calls start_response with a status and a list of fields, and returns "
    "an iterable of bytes.",
)
ENCODING = pep(
    3333,
    "Unicode Issues",
    "In environ every byte that came is the character of that number (ISO-8859-1). Which "
    "text the bytes are is for the application to say: "
    'environ["PATH_INFO"].encode("latin-1").decode("utf-8").',
)
ERRORS = pep(
    3333,
    "Error Handling",
    "Applications should catch their own errors, give the person a helpful message, and "
    "write what went wrong to wsgi.errors.",
)
NOT_FOUND = rfc(
    9110, "15.5.5", "404: nothing was found that fits the address that was asked for."
)
SERVER_ERROR = rfc(
    9110,
    "15.6.1",
    "500: the server met something unexpected and could not do what was asked. It is not "
    "the client's mistake.",
)
SEGMENT = rfc(
    3986,
    "3.3",
    "A path is a row of segments, and a slash ends a segment. All of it counts.",
)
OURS = document(
    "Lab 10",
    "framework.py",
    "The text at the top of the file says what an App promises to those who write sites.",
)


def must_be(bench, answer, status, text=None, clause=None, question=""):
    """Refuse another status than this, or another text."""
    bench.expect(
        answer.status == status,
        f"The status is {status}.",
        got=f"It is {answer.status}.",
        wire=answer.wire,
        clause=clause,
        question=question,
    )
    bench.expect(
        text is None or answer.text == text,
        f"The content is {text!r}, in UTF-8.",
        got=f"It is {answer.text!r:.200}",
        wire=answer.wire,
        clause=clause,
        question=question,
    )


def must_have(bench, answer, name, value, **more):
    bench.expect(
        answer.field(name) == value,
        f"There is one field {name}: {value}",
        got=f"{name}: {answer.field(name)}",
        wire=answer.wire,
        **more,
    )
