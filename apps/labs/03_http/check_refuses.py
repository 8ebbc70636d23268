"""Requests that must be refused."""

from apps.labs.checking import rfc, step

from .check_asks import (
    must_refuse_all,
)
from .check_bad import FRAMING, MALFORMED, NO_HOST


@step(
    "HTTP/1.1 without exactly one valid Host is 400",
    clause=rfc(
        9112,
        "3.2",
        "A server must answer 400 to a request that lacks Host, has more than one, or an "
        "invalid one: behind one address there may be many sites.",
    ),
    question="Two sites on one machine, one request: which of them is meant?",
)
def host(bench):
    must_refuse_all(bench, NO_HOST)


@step(
    "How long the content is must be beyond doubt",
    clause=rfc(
        9112,
        "6.3",
        "A server must answer 400 when it cannot be known where the request ends. Two "
        "programs that see two ends let an attacker put a request between them (11.2).",
    ),
    question="What makes int() of '+5', ' 5', '5, 6' or '٥', and what does HTTP allow?",
)
def framing(bench):
    must_refuse_all(bench, FRAMING)


@step(
    "What is not HTTP is refused",
    clause=rfc(9112, "2.2", "What does not match the grammar is answered by 400."),
    question="Does your program look for what is wrong, or match what is right?",
)
def malformed(bench):
    must_refuse_all(bench, MALFORMED)
