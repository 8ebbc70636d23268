"""What the labs' servers answer, in the browser for which they are made."""

import sys

import pytest

from apps.labs import ladder, ports
from apps.labs.programs import Program, environment, poll
from tests.addresses import ROOT


@pytest.fixture
def start(tmp_path):
    """Start a lab's reference server; give its address and the running program."""
    started = []

    def start(lab, file):
        port = ports.choose()
        path = ladder.find(lab).folder / file
        around = environment(tmp_path, PORT=port, GUESTBOOK=tmp_path / "guestbook")
        program = Program([sys.executable, str(path), str(port)], tmp_path, around)
        started.append(program)
        poll(lambda: program.has_ended or not ports.is_free(port), 15)
        return f"http://{ports.HOST}:{port}", program

    yield start
    for program in started:
        program.stop()


def test_page_and_picture_are_two_requests(chromium, start):
    address, program = start("http", "server.py")
    page = chromium.new_page()
    try:
        assert page.goto(f"{address}/").status == 200
        page.wait_for_load_state()
        assert page.inner_text("h1") == "Grüße! ¡Hola! 你好!"
        assert page.evaluate("document.images[0].naturalWidth") == 320
        for line in b"GET / HTTP/1.1", b"GET /test.jpg HTTP/1.1":
            assert line in program.output
    finally:
        page.close()


@pytest.mark.parametrize(
    "file", ["one_at_a_time.py", "threads.py", "processes.py", "events.py"]
)
def test_each_of_the_four_servers_is_good_enough_for_a_browser(chromium, start, file):
    """It opens connections in advance, keeps them, and asks twice on each."""
    address, _ = start("concurrency", file)
    page = chromium.new_page()
    try:
        for _ in range(3):
            assert page.goto(f"{address}/").status == 200
            page.wait_for_load_state()
            assert page.evaluate("document.images[0].naturalWidth") == 320
    finally:
        page.close()


def test_this_site_is_served_by_the_server_of_lab_09(chromium, tmp_path):
    folder = ladder.find("wsgi_server").folder
    var, port = tmp_path / "var", ports.choose()
    var.mkdir()
    around = environment(tmp_path, PYTHONPATH=ROOT, DEBUG=1, VAR_DIR=var)
    made = Program([sys.executable, str(folder / "check_database.py")], ROOT, around)
    assert made.wait_ended(60) and made.status == 0, made.errors.decode()
    words = [sys.executable, str(folder / "server.py"), str(port), "myweb.wsgi"]
    program = Program(words, tmp_path, around)
    page = chromium.new_page()
    seen, told = [], []
    page.on("response", lambda answer: seen.append((answer.status, answer.url)))
    page.on("console", lambda message: told.append(message.text))
    try:
        assert poll(lambda: program.has_ended or b"http" in program.output, 30)
        for path in "/", "/forum/", "/accounts/login/", "/labs/grid/":
            assert page.goto(f"http://{ports.HOST}:{port}{path}").status == 200
            page.wait_for_load_state("networkidle")
            assert page.inner_text("h1")
        assert [answer for answer in seen if answer[0] >= 400] == []
        assert [url for _, url in seen if url.endswith("tokens.css")]
        assert told == []
    finally:
        page.close()
        program.stop()
        made.stop()


@pytest.mark.parametrize("way", ["cgi", "wsgi", "flask", "mini", "django"])
def test_guestbook_is_signed_in_each_of_five_ways(chromium, start, way):
    address, _ = start("mvc", "serve.py")
    page = chromium.new_page()
    try:
        page.goto(f"{address}/{way}/")
        page.get_by_label("Name").fill("Zoë <i>")
        page.get_by_label("Words").fill("Tao & Co")
        page.get_by_role("button").click()
        assert page.url == f"{address}/{way}/"
        assert page.inner_text("dt") == "Zoë <i>"
        assert page.inner_text("dd") == "Tao & Co"
    finally:
        page.close()
