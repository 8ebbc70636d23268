"""The bookshop of lab 20: each fault is real, is noticed, can be mended, and not hidden.

A shop is served as a learner's is, by faulty.py. That takes a second or two, so each test
asks one shop all that it can.
"""

import contextlib
import importlib
import random
import re
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from apps.labs import doctor, ladder, ports
from apps.labs.checking import Bench, Refused, Shelf
from apps.labs.programs import poll
from apps.labs.running import How, folder_of

LAB = ladder.find("20")
check_shop = importlib.import_module("apps.labs.20_balance.check_shop")
check_customer = importlib.import_module("apps.labs.20_balance.check_customer")
faults = importlib.import_module("apps.labs.20_balance.faults")
FAULTS = {fault.name: fault for fault in faults.FAULTS}
WHOLE = {
    name: content
    for name, content in LAB.reference.items()
    if name.startswith("bookshop/")
}

pytestmark = [
    pytest.mark.database("sqlite"),
    pytest.mark.skipif(bool(doctor.missing(LAB)), reason="needs uWSGI, nginx, openssl"),
]
each_fault = pytest.mark.parametrize("name", list(FAULTS))


@contextlib.contextmanager
def bench_with(name, *changes):
    """Give a bench with a shop that has this fault, and then was changed."""
    number = next(n for n in range(1, 10_000) if faults.fault_of(n).name == name)
    with folder_of(WHOLE) as folder, Shelf(folder, LAB.limits) as shelf:
        shop = folder / "bookshop"
        (shop / "number.txt").write_text(str(number))
        FAULTS[name].plant(shop)
        for change in changes:
            change(shop)
        (folder / "found.txt").write_text(f"hop: {FAULTS[name].hop}\n")
        how = How(seed=1, patience=10, named_ports=False)
        bench = Bench(folder, shelf, random.Random(1), how)
        yield bench
        bench.close()


def edit(name, old, new):
    """Make a change that must fit once."""

    def change(shop):
        text = (shop / name).read_text()
        assert text.count(old) == 1, f"{name} has this {text.count(old)} times: {old}"
        (shop / name).write_text(text.replace(old, new))

    return change


def command(*words):
    return lambda shop: subprocess.run(
        words, cwd=shop, check=True, capture_output=True, text=True
    )


def file(name, content):
    def change(shop):
        (shop / name).parent.mkdir(exist_ok=True)
        (shop / name).write_text(content)

    return change


# What a user sees of each fault: the list of books, a book, the owl (a status, or the words
# of a connection that does not come about); and a line of a log that tells what it is.
SEEN = {
    "socket_path": (502, 502, 200, "nginx", "django.sock failed (2: "),
    "socket_mode": (502, 502, 200, "nginx", "uwsgi.sock failed (13: "),
    "host_name": ("refused",) * 3 + ("nginx", "host not found in upstream"),
    "short_queue": (200, 200, 200, None, ""),  # until many come
    "no_application": (502, 502, 200, "uwsgi", "no app loaded"),
    "static_place": (200, 200, 404, "nginx", 'owl.svg" failed (2: '),
    "static_mode": (200, 200, 403, "nginx", 'owl.svg" failed (13: '),
    "allowed_hosts": (400, 400, 200, "uwsgi", "Invalid HTTP_HOST header"),
    "server_name": (421, 421, 421, None, ""),
    "expired": ("certificate has expired",) * 3 + (None, ""),
    "another_name": ("Hostname mismatch",) * 3 + (None, ""),
    "database_path": (500, 500, 200, "uwsgi", "unable to open database file"),
    "migration": (500, 500, 200, "deploy", "UNIQUE constraint failed"),
    "slow_view": (200, 504, 200, "nginx", "upstream timed out"),
}
REFUSED_BY = {
    "host_name": "shakes_hands",
    "expired": "shakes_hands",
    "another_name": "shakes_hands",
    "short_queue": "serves_class",
    "static_place": "serves_files",
    "static_mode": "serves_files",
    "slow_view": "does_without",
}


@each_fault
def test_the_symptom_is_seen_and_refused(name):
    first, book, owl, log, words = SEEN[name]
    with bench_with(name) as bench:
        shop = check_customer.opened(bench)
        check_shop.names_hop.run(bench)
        assert seen(shop, "/") == first
        assert seen(shop, "/books/1/") == book
        assert seen(shop, "/static/owl.svg") == owl
        if log:
            assert words in (shop.folder / "var" / f"{log}.log").read_text()
        with pytest.raises(Refused):
            step(REFUSED_BY.get(name, "shows_books")).run(bench)


def test_logs_are_by_one_clock():
    """Who looks for the same request in two logs looks for the same time."""
    with bench_with("static_place") as bench:
        shop = check_customer.opened(bench)
        assert seen(shop, "/") == 200
        front = moment(shop, "access", r"\[(.{20}) \+0000\]", "%d/%b/%Y:%H:%M:%S")
        behind = moment(shop, "uwsgi", r"\[(\w{3} \w{3} .{16})\] GET", "%c")
        assert abs(front - behind) < timedelta(minutes=20)


def moment(shop, log, pattern, form):
    path = shop.folder / "var" / f"{log}.log"
    found = poll(lambda: re.search(pattern, path.read_text()), 20)
    return datetime.strptime(found[1], form).replace(tzinfo=UTC)


def seen(shop, path):
    try:
        return shop.ask("GET", path)[0]
    except Refused as refused:
        error = refused.__cause__
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message.partition(",")[0]
    assert isinstance(error, ConnectionRefusedError)
    return "refused"


def step(name):
    return getattr(check_shop, name)


@each_fault
def test_another_hop_is_refused(name, tmp_path):
    for hop in faults.HOPS.keys() - {FAULTS[name].hop}:
        (tmp_path / "bookshop").mkdir(exist_ok=True)
        number = next(n for n in range(1, 10_000) if faults.fault_of(n).name == name)
        (tmp_path / "bookshop" / "number.txt").write_text(str(number))
        (tmp_path / "found.txt").write_text(f"hop: {hop}\n")
        bench = Bench(tmp_path, Shelf(tmp_path, LAB.limits), random.Random(1), How())
        with pytest.raises(Refused, match="The hop at which shop"):
            check_shop.names_hop.run(bench)


# To undo the change is a mend, and then the shop is the reference, whose check passes
# (test_ladder.py). Certificates are issued anew; and some faults can be mended otherwise.


@each_fault
def test_undoing_the_change_makes_the_shop_whole(name, tmp_path):
    ladder.lay(WHOLE, tmp_path)
    FAULTS[name].plant(tmp_path / "bookshop")
    assert ladder.read(tmp_path) != WHOLE
    for path, old, new in FAULTS[name].edits:
        edit(path, new, old)(tmp_path / "bookshop")
    assert WHOLE.items() <= ladder.read(tmp_path).items()


def by_port(shop):
    port = ports.choose()
    edit("nginx.conf", "django.bookshop.invalid:3031", f"127.0.0.1:{port}")(shop)
    edit("uwsgi.ini", "= var/uwsgi.sock", f"= 127.0.0.1:{port}")(shop)
    edit("uwsgi.ini", "chmod-socket = 660", "")(shop)


MENDS = {
    "expired": command("sh", "tls/renew.sh"),
    "another_name": command("sh", "tls/renew.sh", "shop.localhost", "7"),
    "host_name": by_port,
    "static_place": edit("nginx.conf", "root var;", "alias var/assets/;"),
    "database_path": file("data/README", "Here the database will lie."),
    "migration": edit(
        "shop/migrations/0003_book_code.py",
        'max_length=12, default="", unique=True',
        "max_length=12, null=True, unique=True",
    ),
}


@pytest.mark.parametrize("name", list(MENDS))
def test_another_mend_is_accepted(name):
    with bench_with(name, MENDS[name]) as bench:
        step(REFUSED_BY.get(name, "shows_books")).run(bench)


# What makes the symptom go away, and not the fault; and the step that notices.

PAGE = "default_type text/html; return 200 '<a href=\"/books/1/\">Frankenstein</a>';"
HIDINGS = {
    "socket_path": ("shows_books", edit("nginx.conf", "uwsgi_pass django;", PAGE)),
    "socket_mode": (
        "stays_closed",
        edit("uwsgi.ini", "chmod-socket = 440", "chmod-socket = 666"),
    ),
    "host_name": (
        "shows_books",
        edit("nginx.conf", "django.bookshop.invalid:3031", "127.0.0.1:9"),
    ),
    "short_queue": (
        "serves_class",
        edit(
            "nginx.conf",
            "uwsgi_pass django;",
            "uwsgi_pass django; error_page 502 =200 /static/owl.svg;",
        ),
    ),
    "no_application": (
        "shows_books",
        edit("uwsgi.ini", "need-app = true", "need-app = false"),
    ),
    "static_place": ("serves_files", edit("nginx.conf", "root var;", "return 204;")),
    "static_mode": (
        "serves_files",
        edit("nginx.conf", "root var;", "root var; error_page 403 =200 /;"),
    ),
    "allowed_hosts": (
        "stays_closed",
        edit("shop/settings.py", '["www.shop.localhost"]', "[]\nDEBUG = True"),
    ),
    "server_name": ("shows_books", edit("nginx.conf", "return 421;", PAGE)),
    "expired": (
        "shakes_hands",
        command(
            *["sh", "-c"],
            "openssl req -x509 -key tls/shop.key -days 30 -out tls/shop.pem"
            " -subj /CN=shop.localhost -addext subjectAltName=DNS:shop.localhost",
        ),
    ),
    "another_name": (
        "shakes_hands",
        command(
            *["sh", "-c"],
            "openssl req -new -key tls/shop.key -subj /CN=shop.localhost | openssl x509"
            " -req -CA tls/ca.pem -CAkey tls/ca.key -CAcreateserial -out tls/shop.pem",
        ),
    ),
    "database_path": (
        "shows_books",
        edit("shop/views.py", "Book.objects.all()", "[]"),
    ),
    "migration": (
        "shows_books",
        edit(
            "shop/models.py",
            "    code = models.CharField(max_length=12, unique=True)",
            "    code = ''",
        ),
    ),
    "slow_view": ("does_without", edit("shop/views.py", "in_stock(book.code)", "None")),
}


@each_fault
def test_hiding_it_is_refused(name):
    who, change = HIDINGS[name]
    with bench_with(name, change) as bench, pytest.raises(Refused):
        step(who).run(bench)


@pytest.mark.parametrize("number", [None, "", "twenty"])
def test_a_lost_number_is_told_and_another_shop_can_be_built(number, tmp_path):
    ladder.lay(WHOLE, tmp_path)
    path = tmp_path / "bookshop" / "number.txt"
    path.unlink() if number is None else path.write_text(number)
    program = [sys.executable, LAB.folder / "faulty.py"]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "number.txt, which said which shop this is" in done.stderr
    building = Bench(tmp_path, Shelf(tmp_path, LAB.limits), random.Random(1), How())
    again = building.start(*program[1:], "new", "20")
    assert again.wait(lambda: b"Bookshop number 20" in again.output, 60)
    assert list((tmp_path / "var").glob("bookshop.without_number.*"))
    building.close()
