"""The journey through nginx and uWSGI, with the project's own files for both."""

from apps.labs.checking import document, pep, rfc, step

from .check_development import (
    HEADERS,
    HOPS,
    ORDERS,
    WAY,
    WRITERS,
    all_there,
    in_order,
    written_by,
)
from .check_traces import answers, behind_nginx, hops

NGINX = document(
    "nginx",
    "uwsgi_param",
    "nginx passes the request on as names and values; each uwsgi_param is one that it "
    "writes itself, in the place of what the client may have said.",
    "https://nginx.org/en/docs/http/ngx_http_uwsgi_module.html#uwsgi_param",
)
BEHIND = ORDERS | {
    ("nginx", "browser"): (WAY, "Who begins the conversation, and who waits for it?"),
    ("uwsgi", "nginx"): (
        NGINX,
        "The browser's connection ends at one of the two. At which?",
    ),
    ("wsgi", "uwsgi"): (
        pep(
            3333,
            "Specification Overview",
            "The server calls the application, for each request that it has received.",
        ),
        "Which program is it that calls Django?",
    ),
}
# Of the values that were asked already, those that nginx may have a word in.
ASKED = {
    "User-Agent": HEADERS["User-Agent"],
    "X-Forwarded-For": (
        NGINX,
        "`lab run 1 journey production` prints the value that was sent, and the one that "
        "arrived. Are they the same?",
    ),
    "REMOTE_ADDR": (
        NGINX,
        "The browser has no connection with uWSGI. Who has one with the browser?",
    ),
    "Content-Type": HEADERS["Content-Type"],
    "Date": (
        rfc(9110, "6.6.1", "Date says when the response was made."),
        "Who is the last to see the response, before the browser does?",
    ),
}


@step(
    "Each hop of production stands there once",
    clause=HOPS,
    question="Which line did you lose, or copy, while you moved the others?",
)
def every_hop_of_production(bench):
    all_there(
        bench, answers(bench, "production", "hops"), hops(behind_nginx(bench)["trace"])
    )


@step(
    "The hops of production are in order",
    clause=WAY,
    question="Which of the two could not begin before the other had?",
)
def hops_of_production_in_order(bench):
    in_order(
        answers(bench, "production", "hops"), hops(behind_nginx(bench)["trace"]), BEHIND
    )


@step(
    "You know who wrote it in production",
    clause=NGINX,
    question="Who can know this value?",
)
def who_wrote_it_in_production(bench):
    said, recorded = answers(bench, "production", "wrote"), behind_nginx(bench)
    written_by(bench, said, recorded, ["nginx", *WRITERS], ASKED)
