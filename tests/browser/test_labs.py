"""What the labs' servers answer, in the browser for which they are made."""

import sys

import pytest

from apps.labs import ladder, ports
from apps.labs.programs import Program, environment, poll


@pytest.fixture
def start(tmp_path):
    """Start a lab's reference server; give its address and the running program."""
    started = []

    def start(lab, file):
        port = ports.choose()
        path = ladder.find(lab).folder / file
        around = environment(tmp_path, PORT=port)
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
