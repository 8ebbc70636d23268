"""What lab 20 asks of the bookshop: the hop that is named, and all that a shop is for.

The steps know nothing of the fault but its hop: they use the shop as its customers do. So
whatever was planted, a mend that only hides it is refused by one of them.
"""

import html
import re
import ssl
import stat
from pathlib import Path
from urllib.parse import urlencode

from apps.labs.checking import Refused, document, rfc, step

from .check_customer import NAME, opened, said_by, shows_copies, told
from .faults import HOPS, fault_of

HERE = Path(__file__).parent


# What was found


@step(
    "The hop is named",
    clause=document(
        "nginx",
        "error_log",
        "What a server could not do it writes into its log, with the name of what it tried.",
        "https://nginx.org/en/docs/ngx_core_module.html#error_log",
    ),
    question="Which program was the last to write a line about the request, and which wrote "
    "none?",
)
def names_hop(bench):
    path = bench.folder / "bookshop" / "number.txt"
    text = path.read_text(errors="replace") if path.is_file() else ""
    bench.expect(
        text.strip().isdecimal(),
        "There is a bookshop, with its number in bookshop/number.txt: "
        "`manage.py lab run 20 faulty` builds one.",
        got="There is none.",
    )
    number = int(text)
    found = bench.folder / "found.txt"
    text = found.read_text(errors="replace") if found.is_file() else ""
    said = re.search(r"(?m)^hop:[ \t]*(\w*)", text)
    hop = said[1].lower() if said else ""
    bench.expect(
        hop in HOPS,
        f"found.txt says on a line of its own which hop it is: one of {', '.join(HOPS)}.",
        got=f"It says {hop!r}." if hop else "It names none.",
    )
    bench.expect(
        hop == fault_of(number).hop,
        f"The hop at which shop number {number} fails is named.",
        got=f"It is not {hop} ({HOPS[hop]}): that does its part.",
    )


# The shop at work


@step(
    "Browser and nginx shake hands",
    clause=rfc(
        9110,
        "4.3.4",
        "A client of https verifies the server's certificate: its authority, its dates, and "
        "that one of its names is the host.",
    ),
    question="What does `openssl x509 -in bookshop/tls/shop.pem -noout -text` say?",
)
def shakes_hands(bench):
    shop = opened(bench)
    try:
        shop.connect().close()
    except ssl.SSLError as error:
        why = getattr(error, "verify_message", "") or error.reason or str(error)
        raise Refused(
            f"A client that trusts bookshop/tls/ca.pem connects to https://{NAME}/.",
            got=f"Its TLS says: {why.rstrip('.')}.",
        ) from None
    except OSError as error:
        raise Refused(
            "nginx listens.",
            got=f"{error.strerror or error}. {shop.last_words('nginx')}",
        ) from None


@step(
    "All the books are there",
    clause=rfc(
        9110, "15.3.1", "The answer to GET is what the address stands for, now."
    ),
    question="Each program writes its errors in its own way: which of them wrote this page?",
)
def shows_books(bench):
    shop = opened(bench)
    page = shop.page("/")
    books = dict(re.findall(r'href="(/books/\d+/)">([^<]*)<', page))
    for title in "Frankenstein", "Middlemarch", "Things Fall Apart":
        bench.expect(
            title in map(html.unescape, books.values()),
            f"The list of books has {title}, with a link to its page.",
            got=f"The page says: {said_by(page)}",
        )
    codes = {address: shop.code(address) for address in books}
    bench.expect(
        all(codes.values()) and len(set(codes.values())) == len(codes),
        "Each book's page shows its code, by which the warehouse knows it; no two are alike.",
        got=f"The codes are: {', '.join(codes.values())}.",
        clause=document(
            "Django",
            "Migrations that add unique fields",
            "A new unique field cannot have one default for all rows that are there: add it, "
            "fill it, and then make it unique.",
            "https://docs.djangoproject.com/en/5.2/howto/writing-migrations/"
            "#migrations-that-add-unique-fields",
        ),
    )


@step(
    "It has its colours and its owl",
    clause=document(
        "nginx",
        "root",
        "The path of a file is the value of root with the whole address after it.",
        "https://nginx.org/en/docs/http/ngx_http_core_module.html#root",
    ),
    question="Under which path does nginx look for the file, and who has put it there?",
)
def serves_files(bench):
    shop = opened(bench)
    page = shop.page("/")
    for kind, pattern in (
        ("shop.css", r'href="([^"]+\.css)"'),
        ("owl.svg", r'src="([^"]+)"'),
    ):
        found = re.search(pattern, page)
        bench.expect(found, f"The page names {kind}.", got=said_by(page))
        status, fields, body = shop.ask("GET", found[1])
        whole = (HERE / "bookshop/shop/static" / kind).read_bytes()
        bench.expect(
            status == 200 and body == whole,
            f"{found[1]}, which the page names, is the shop's {kind}.",
            got=f"{status}: {said_by(body.decode(errors='replace'))}",
        )


@step(
    "An order is taken, and kept",
    clause=rfc(9110, "9.3.3", "POST hands something over, to be taken in."),
    question="Where is the order, between the page that takes it and the page that shows it?",
)
def takes_order(bench):
    shop = opened(bench)
    name = f"Ada {bench.random.randrange(10**6)}"
    address = "/books/1/"
    page = shop.page(address)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    bench.expect(token, "The book's page has the form for orders.", got=said_by(page))
    status, fields, body = shop.ask(
        "POST",
        address,
        urlencode({"csrfmiddlewaretoken": token[1], "name": name}),
        {
            "Cookie": shop.cookie,
            "Referer": f"https://{NAME}:{shop.port}{address}",
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    bench.expect(
        status in {302, 303},
        "The order is taken, and the browser is sent on.",
        got=f"{status}: {said_by(body.decode(errors='replace'))}",
    )
    # From all workers at once: what one process has in its memory is not kept.
    with shop.warehouse("7 0.1"):
        answers = shop.ask_at_once(address, 8)
    without = [page for status, page in answers if f"Ordered for {name}" not in page]
    bench.expect(
        not without,
        f"Afterwards the book's page says: Ordered for {name}.",
        got=f"Of {len(answers)} pages, asked for at once, {len(without)} do not. One says: "
        f"{said_by(without[0] if without else '')}",
    )


@step(
    "A whole class opens a book at once",
    clause=document(
        "uWSGI",
        "listen",
        "So many connections may wait to be accepted. Who comes when the queue is full is "
        "turned away.",
        "https://uwsgi-docs.readthedocs.io/en/latest/Options.html",
    ),
    question="Twenty-four come at once, and four are served at once. Where are the others?",
)
def serves_class(bench):
    shop = opened(bench)
    copies = bench.random.randrange(10, 99)
    # Long enough for all to have come before the first four have gone.
    with shop.warehouse(f"{copies} 0.1"):
        answers = shop.ask_at_once("/books/2/", 24)
    bench.expect(
        all(shows_copies(*answer, copies) for answer in answers),
        f"All 24 get the book's page, with the {copies} copies of which the warehouse tells "
        "them after a tenth of a second.",
        got=f"{told(status for status, _ in answers)} With the copies were "
        f"{sum(shows_copies(*answer, copies) for answer in answers)} of 24.",
    )


@step(
    "The warehouse is silent, and the shop is open",
    clause=document(
        "Python",
        "socket.settimeout",
        "Without a timeout a socket waits as long as it takes.",
        "https://docs.python.org/3/library/socket.html#socket.socket.settimeout",
    ),
    question="How long may a page wait for what it could do without?",
)
def does_without(bench):
    shop = opened(bench)
    copies = bench.random.randrange(10, 99)
    with shop.warehouse(str(copies)):
        page = shop.page("/books/3/")
    bench.expect(
        shows_copies(200, page, copies),
        f"When the warehouse says {copies}, the book's page shows it.",
        got=said_by(page),
    )
    with shop.warehouse("hangs"):
        status, fields, body = shop.ask("GET", "/books/3/")
    page = body.decode(errors="replace")
    bench.expect(
        status == 200 and "Ordered for" not in page and "<form" in page,
        "When the warehouse says nothing at all, the book's page comes without the number.",
        got=f"{status}: {said_by(page)}",
    )


@step(
    "Nothing was opened that was closed",
    clause=document(
        "Django",
        "Deployment checklist",
        "Without DEBUG, and for the hosts that are yours. And who may write to uWSGI's "
        "socket can run code.",
        "https://docs.djangoproject.com/en/5.2/howto/deployment/checklist/",
    ),
    question="What else has become possible by your mend, and for whom?",
)
def stays_closed(bench):
    shop = opened(bench)
    status, fields, body = shop.ask("GET", "/nothing/here/")
    bench.expect(
        status == 404 and b"DEBUG = True" not in body,
        "An address that is not there is a 404 of few words.",
        got=f"{status}: {said_by(body.decode(errors='replace'))}",
    )
    status, fields, body = shop.ask("GET", "/", fields={"Host": "evil.example"})
    bench.expect(
        400 <= status < 500,
        "Who asks this shop for evil.example is told that it is not here.",
        got=f"{status}: {said_by(body.decode(errors='replace'))}",
    )
    for path in shop.folder.rglob("*.sock"):
        mode = stat.S_IMODE(path.stat().st_mode)
        bench.expect(
            path.name == "warehouse.sock" or not mode & stat.S_IWOTH,
            f"Others than nginx have no right to {path.name}.",
            got=f"Its mode is {mode:o}.",
        )
