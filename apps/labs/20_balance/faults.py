"""The faults that faulty.py plants. Read this when you have found some: it tells too much.

Each is a change of a file or two, as it happens in an evening of tidying up; and each has a
hop, which is where it belongs on the way of a request, and a symptom, which is what somebody
tells who knows nothing of hops.
"""

import random
import subprocess
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

# In the order in which a request comes to them.
HOPS = {
    "tls": "the browser and nginx agree on keys, and the browser believes the certificate",
    "nginx": "nginx has a server { } for the host that is asked for",
    "static": "nginx finds and reads a file that it serves itself",
    "upstream": "nginx finds uWSGI, by name or by path, and may connect to it",
    "uwsgi": "uWSGI lets requests queue until a worker is free, and has an application",
    "django": "Django accepts the request, and finds its view",
    "database": "the view finds its tables and columns, and the rows in them",
    "warehouse": "the view asks the warehouse, and the warehouse answers or does not",
}


@dataclass(frozen=True)
class Fault:
    name: str
    hop: str
    symptom: str
    edits: list = field(default_factory=list)  # (file, as it was, as it is now)
    of_permissions: bool = False

    def plant(self, shop):
        """Change the files of a bookshop that was whole."""
        for name, old, new in self.edits:
            path = shop / name
            text = path.read_text()
            if text.count(old) != 1:
                raise ValueError(
                    f"{self.name}: {name} has this {text.count(old)} times: {old}"
                )
            path.write_text(text.replace(old, new))
        if self.name == "expired":
            expire(shop)
        if self.name == "another_name":
            issue(shop, "www.shop.localhost")


FAULTS = [
    Fault(
        "socket_path",
        "upstream",
        "Since the configuration was tidied up, every page says “502 Bad Gateway”. The owl in\n"
        "the corner still comes, when I open its address alone.",
        [("nginx.conf", "unix:var/uwsgi.sock", "unix:var/django.sock")],
    ),
    Fault(
        "socket_mode",
        "upstream",
        "“502 Bad Gateway”, on every page. Our administrator says that nothing was changed, only\n"
        "made stricter: what nobody writes to need not be writable.",
        [("uwsgi.ini", "chmod-socket = 660", "chmod-socket = 440")],
        of_permissions=True,
    ),
    Fault(
        "host_name",
        "upstream",
        "Nothing comes at all. The browser says that it was refused the connection. Until last\n"
        "night all was well, and then the machine was restarted.",
        [("nginx.conf", "unix:var/uwsgi.sock", "django.bookshop.invalid:3031")],
    ),
    Fault(
        "short_queue",
        "uwsgi",
        "When I try it, it works. When the bell rings and the whole class opens the same book,\n"
        "half of us get “502 Bad Gateway”, and the others get their page.",
        [("uwsgi.ini", "listen = 100", "listen = 1")],
    ),
    Fault(
        "no_application",
        "uwsgi",
        "“502 Bad Gateway” since the new release, wherever I go; only the picture of the owl can\n"
        "be opened. They say that Django runs well on the developer's machine.",
        [("uwsgi.ini", "shop.wsgi:application", "shop.wsgi:app")],
    ),
    Fault(
        "static_place",
        "static",
        "All the words are there, but black on white and right across the screen; and where the\n"
        "owl was there is a broken picture.",
        [("shop/settings.py", '"var" / "static"', '"var" / "assets"')],
    ),
    Fault(
        "static_mode",
        "static",
        "The shop has lost its colours and its owl. When I open the owl's address the browser\n"
        "shows a short page of English words instead.",
        [
            (
                "shop/settings.py",
                "FILE_UPLOAD_PERMISSIONS = 0o644",
                "FILE_UPLOAD_PERMISSIONS = 644",
            )
        ],
        of_permissions=True,
    ),
    Fault(
        "allowed_hosts",
        "django",
        "Each page says “Bad Request (400)”, in large letters. I have not asked for anything bad,\n"
        "and the owl comes.",
        [("shop/settings.py", '["shop.localhost"]', '["www.shop.localhost"]')],
    ),
    Fault(
        "server_name",
        "nginx",
        "Whatever I open, the owl included, I read a number, 421, and words that I do not\n"
        "understand. The connection itself is secure, says the browser.",
        [("nginx.conf", "server_name shop.localhost;", "server_name shop.example;")],
    ),
    Fault(
        "expired",
        "tls",
        "My browser warns me of your shop, on a whole page, and my programs refuse to go there.\n"
        "Yesterday they did not. A friend clicked the warning away, and found all in order.",
    ),
    Fault(
        "another_name",
        "tls",
        "Since the certificate was renewed my browser will not let me in: somebody could be\n"
        "pretending to be you, it says. Is that so?",
    ),
    Fault(
        "database_path",
        "database",
        "“Server Error (500)” on each page with books, and I cannot find one that is without.\n"
        "The owl looks at me as ever.",
        [("shop/settings.py", 'BASE_DIR / "var" / "db', 'BASE_DIR / "data" / "db')],
    ),
    Fault(
        "migration",
        "database",
        "“Server Error (500)” since the release in which every book got a code for the\n"
        "warehouse. The developer had tried it, with an empty shop.",
        [
            (
                "shop/migrations/0003_book_code.py",
                """\
        migrations.AddField(
            "book", "code", models.CharField(max_length=12, default=""), False
        ),
        migrations.RunPython(fill_codes, migrations.RunPython.noop),
        migrations.AlterField(
            "book", "code", models.CharField(max_length=12, unique=True)
        ),
""",
                """\
        migrations.AddField(
            "book", "code", models.CharField(max_length=12, default="", unique=True), False
        ),
        migrations.RunPython(fill_codes, migrations.RunPython.noop),
""",
            )
        ],
    ),
    Fault(
        "slow_view",
        "warehouse",
        "The list of books is there at once. A book's own page takes ages, and ends with “504\n"
        "Gateway Time-out”. In the warehouse they say that their machine is unwell today; but\n"
        "should that be any business of mine?",
        [("shop/stock.py", "settimeout(1)", "settimeout(None)")],
    ),
]


def fault_of(number):
    """Give the fault of the bookshop with this number."""
    return random.Random(number).choice(FAULTS)


# Certificates


def issue(shop, *words):
    """Let the shop's own authority issue its certificate."""
    run(shop, "sh", "tls/renew.sh", *words)


def expire(shop):
    """Issue a certificate of 30 days that ended this night."""
    if not (shop / "tls" / "ca.pem").exists():
        issue(shop)
    now = datetime.now(UTC)
    dates = [f"{now - timedelta(days=d):%Y%m%d000000Z}" for d in (31, 1)]
    # `openssl x509` dates from today; `openssl ca`, which keeps books, can be told.
    with tempfile.TemporaryDirectory() as books:
        books = Path(books)
        (books / "index").touch()
        (books / "names").write_text("subjectAltName=DNS:shop.localhost\n")
        (books / "ca.cnf").write_text(
            f"[ca]\ndefault_ca=shop\n[shop]\ndatabase={books}/index\nnew_certs_dir={books}\n"
            "default_md=sha256\npolicy=any\nrand_serial=yes\n[any]\ncommonName=supplied\n"
        )
        subject = ["-subj", "/CN=shop.localhost"]
        request = ["openssl", "req", "-new", "-key", "tls/shop.key", *subject]
        run(shop, *request, "-out", f"{books}/shop.csr")
        authority = ["-keyfile", "tls/ca.key", "-cert", "tls/ca.pem", "-notext"]
        about = ["-in", f"{books}/shop.csr", "-out", "tls/shop.pem"]
        lasting = ["-startdate", dates[0], "-enddate", dates[1]]
        rest = [*authority, *about, *lasting, "-extfile", f"{books}/names"]
        run(shop, "openssl", "ca", "-batch", "-config", f"{books}/ca.cnf", *rest)


def run(shop, *command):
    done = subprocess.run(command, cwd=shop, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
