"""The bookshop of lab 20 as its customers use it: over TLS, alone and many at once."""

import contextlib
import html
import http.client
import re
import socket
import ssl
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from apps.labs import ports
from apps.labs.checking import Refused, rfc, short
from apps.labs.programs import poll
from apps.labs.showing import count

HERE = Path(__file__).parent
NAME = "shop.localhost"
STATUSES = {
    400: (
        "15.5.1",
        "The server will not take the request, which it holds for malformed.",
    ),
    404: ("15.5.5", "The server has found nothing under this address."),
    421: ("15.5.20", "The server does not speak for the host that the request names."),
    500: ("15.6.1", "The server met with something unexpected, itself."),
    502: ("15.6.3", "A server in between got no usable answer from the one behind it."),
    504: (
        "15.6.5",
        "A server in between got no answer in time from the one behind it.",
    ),
}


@dataclass
class Shop:
    """The learner's bookshop, which faulty.py serves."""

    server: object
    folder: Path
    cookie: str = ""

    @property
    def port(self):
        return self.server.port

    def connect(self):
        """Connect as a browser does that trusts the shop's authority."""
        context = ssl.create_default_context(cafile=self.folder / "tls" / "ca.pem")
        # As browsers have it: CN is not a name.
        context.hostname_checks_common_name = False
        link = Connection(NAME, self.port, timeout=30, context=context)
        link.connect()
        return link

    def ask(self, method, path, body=None, fields=None):
        with self.answering(path):
            link = self.connect()
            try:
                link.request(method, path, body, fields or {})
                answer = link.getresponse()
                return answer.status, answer.headers, answer.read()
            finally:
                link.close()

    @contextlib.contextmanager
    def answering(self, path):
        """Refuse a shop that is not there, breaks off, or says nothing."""
        try:
            yield
        except (OSError, http.client.HTTPException) as error:
            why = getattr(error, "verify_message", "") or str(error) or repr(error)
            raise Refused(
                f"https://{NAME}{path} is answered.",
                got=f"{why.rstrip('.')}. {self.last_words('nginx')}",
            ) from error

    def page(self, path):
        """Give the text of a page; refuse when it does not come."""
        status, fields, body = self.ask("GET", path)
        text = body.decode(errors="replace")
        if status != 200:
            raise Refused(
                f"https://{NAME}{path} is a page of the shop: 200.",
                got=f"{status}: {said_by(text)}",
                clause=rfc(9110, *STATUSES[status]) if status in STATUSES else None,
            )
        self.cookie = (fields.get("Set-Cookie") or self.cookie).partition(";")[0]
        return text

    def code(self, address):
        found = re.search(r'id="code">([^<]*)<', self.page(address))
        return found[1].strip() if found else ""

    def ask_at_once(self, path, number):
        """Give (status, text) of so many clients, who have all connected before."""
        with self.answering(path):
            links = [self.connect() for _ in range(number)]
        answers, ready = [], threading.Barrier(number)

        def ask(link):
            ready.wait()
            try:
                link.request("GET", path)
                answer = link.getresponse()
                answers.append((answer.status, answer.read().decode(errors="replace")))
            except (OSError, http.client.HTTPException) as error:
                answers.append((type(error).__name__, ""))
            finally:
                link.close()

        clients = [threading.Thread(target=ask, args=[link]) for link in links]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        return answers

    def warehouse(self, says):
        return Warehouse(self.folder / "var" / "warehouse.txt", says)

    def last_words(self, name):
        log = self.folder / "var" / f"{name}.log"
        lines = (
            log.read_text(errors="replace").splitlines()[-1:] if log.exists() else []
        )
        return f"{name}.log: {lines[0]}" if lines else f"{name} has written no log."


@dataclass
class Warehouse:
    """What the warehouse answers for a while."""

    path: Path
    says: str

    def __enter__(self):
        self.path.write_text(self.says)

    def __exit__(self, *trouble):
        self.path.write_text("7")


class Connection(http.client.HTTPSConnection):
    """Finds the shop on this machine, without asking for its name."""

    def connect(self):
        plain = socket.create_connection((ports.HOST, self.port), self.timeout)
        try:
            self.sock = self._context.wrap_socket(plain, server_hostname=self.host)
        except OSError:
            plain.close()
            raise


def begun(bench):
    """Start the learner's shop, for all steps, if there is one."""
    if not (bench.shared_folder / "bookshop").is_dir():
        return None
    for name in "faulty.py", "faults.py":
        bench.lay(name, (HERE / name).read_bytes())
    return bench.shared("faulty.py", "quiet", named=8443)


def opened(bench):
    """Wait until the shop's nginx listens, or has ended."""
    server = begun(bench)
    if not server:
        raise Refused("There is a bookshop.", got="There is no folder bookshop/.")
    # Django starts twice, and a busy machine says nothing about the learner.
    poll(
        lambda: (
            server.has_ended
            or b"nginx has ended" in server.output
            or not ports.is_unused(server.port)
        ),
        max(bench.start_patience, 30),
    )
    return Shop(server, bench.shared_folder / "bookshop")


def shows_copies(status, page, copies):
    return status == 200 and f">{copies}<" in re.sub(r"\s", "", page)


def said_by(page):
    """Give the first words that a person reads on a page."""
    words = re.sub(r"(?s)<(title|style|script).*?</\1>|<[^>]*>", " ", page)
    return short(" ".join(html.unescape(words).split()).encode(), 120)[1:] or "nothing."


def told(statuses):
    counts = Counter(map(str, statuses))
    return ", ".join(f"{count(n, 'time')} {word}" for word, n in counts.items()) + "."
