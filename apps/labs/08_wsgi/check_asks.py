"""What several steps of lab 08 ask, and what they share."""

import json
import re
from pathlib import Path

from apps.labs.checking import Refused, pep, rfc, short

KNOCK = Path(__file__).with_name("check_knock.py")
SERVERS = Path(__file__).with_name("servers.py")
FOOT = "<footer>This line was added on the way out.</footer>\n"
BYTES = pep(
    3333,
    "A Note On String Types",
    "Status and fields are str, as they are in HTTP's own alphabet; the content is bytes.",
)
CHARSET = rfc(
    9110,
    "8.3.2",
    "charset names the encoding in which the text of an answer is written.",
)


def knock(bench, body="", **environ):
    """Call the learner's application, watched by the standard library's validator."""
    return knocked(bench, "application", [(body, environ)])[0]


def knocks(bench, *environs):
    return knocked(bench, "application", [("", environ) for environ in environs])


def wraps(bench, *tasks):
    """Call applications of the check's within the learner's middleware."""
    return knocked(bench, "middleware", tasks)


def wrap(bench, name):
    return wraps(bench, (name, {}))[0]


def knocked(bench, part, tasks):
    bench.lay("knock.py", KNOCK.read_bytes())
    report = bench.folder / "knock.json"
    report.unlink(missing_ok=True)
    ended = bench.run("knock.py", part, json.dumps(tasks))
    if not report.exists():
        raise Refused(
            f"{part}.py can be imported, and called as a server would call it.",
            got=ended.how_it_ended(),
        )
    tolds = json.loads(report.read_text())
    for (_, environ), told in zip(tasks, tolds, strict=True):
        asked = {"REQUEST_METHOD": "GET", "PATH_INFO": "/"} | environ
        told["asked"] = " ".join(f"{key}={value!r}" for key, value in asked.items())
        told["content"] = "".join(told["pieces"]).encode("latin-1")
    return tolds


def must_be_well(told):
    """Refuse what the validator, or an exception, has refused."""
    if told["error"]:
        raise Refused(
            f"A call with {told['asked']} goes well, under wsgiref.validate.",
            got=f"{told['error']}.".replace("..", "."),
        )
    if not told["heads"]:
        raise Refused("start_response is called.", got="It is not.")
    return told


def field_of(told, name):
    """Give the value of a field of the last head."""
    values = [
        value for key, value in told["heads"][-1][1] if key.lower() == name.lower()
    ]
    return values[0] if values else None


def parts(told):
    status, _, _ = told["heads"][-1]
    return int(status[:3]), lambda name: field_of(told, name), told["content"]


def must_say(told, status, what):
    if not told["heads"][-1][0].startswith(status):
        raise Refused(
            f"{what} is answered by {status}.", got=f"By {told['heads'][-1][0]}."
        )


def must_greet(status, field, body, name, wire=None):
    kind = (field("Content-Type") or "").lower().replace('"', "")
    for is_so, expected, got, more in [
        (status == 200, "200 OK.", f"{status}.", {}),
        (
            re.match(r"text/html *; *charset=utf-8", kind),
            "Content-Type: text/html; charset=utf-8",
            f"Content-Type: {field('Content-Type')}",
            {
                "clause": CHARSET,
                "question": "How does a browser know that ü is two bytes?",
            },
        ),
        (
            f"Hello, {name}!".encode() in body,
            f"Hello, {name}! stands in the page.",
            f"The page is {short(body, 200)}",
            {},
        ),
    ]:
        if not is_so:
            raise Refused(expected, got=got, wire=wire, **more)


def must_have(bench, told, content, name):
    bench.expect(
        told["content"] == content.encode(),
        f"An application in the style of {name!r} begins with\n{head_within(told)}\n"
        f"and with the middleware around it this comes:\n{short(content.encode(), 200)}",
        got=f"{short(told['content'], 200)}",
    )


def head_within(told):
    status, fields = told["within"][0] if told["within"] else ("nothing", [])
    return "\n".join([status, *(f"{name}: {value}" for name, value in fields)])
