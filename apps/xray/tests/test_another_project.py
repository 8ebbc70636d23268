"""X-ray in a project that knows nothing of this site: `startproject`, and two lines."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import django
import gunicorn
import pytest

from tests.environment import clean
from tests.site.test_pages import check_html
from tests.stack.machine import HOST

XRAY = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
PATIENCE = 60
ENVIRON = {"A_SECRET_OF_THE_PROCESS": "never-in-a-trace", "PYTHONWARNINGS": "error"}
VIEWS = """\
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.generic import TemplateView


def page(request):
    rows = Permission.objects.order_by("pk")
    return render(request, "page.html", {"rows": rows})


class Page(TemplateView):
    template_name = "page.html"


async def waiting(request):
    count = await User.objects.acount()
    return render(request, "page.html", {"rows": [count]})


def jinja(request):
    return render(request, "page.jinja", {"word": "hello"}, using="jinja2")


def stream(request):
    return StreamingHttpResponse(str(n) for n in range(5))
"""
URLS = """\
from django.urls import include, path

from . import views

urlpatterns = [
    path("page/", views.page),
    path("class/", views.Page.as_view()),
    path("waiting/", views.waiting),
    path("jinja/", views.jinja),
    path("stream/", views.stream),
    path("xray/", include("xray.urls")),
]
"""
# The two lines, and what shows the link.
SETTINGS = """
INSTALLED_APPS += ["xray"]
MIDDLEWARE = ["xray.middleware.xray", *MIDDLEWARE]

XRAY = "everybody"
ALLOWED_HOSTS = ["127.0.0.1"]
TEMPLATES[0]["DIRS"] = [BASE_DIR / "templates"]
TEMPLATES[0]["OPTIONS"]["context_processors"].append("xray.context.xray")
TEMPLATES.append({
    "BACKEND": "django.template.backends.jinja2.Jinja2",
    "DIRS": [BASE_DIR / "templates"],
})
"""
PAGE = """\
<h1>Permissions</h1>
{% for row in rows %}<p>{{ row.name }}</p>
{% endfor %}
<a href="{{ xray_address }}">X-ray</a>
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("another")
    run(folder, sys.executable, "-m", "django", "startproject", "another", ".")
    ours = shutil.ignore_patterns("tests", "__pycache__")
    shutil.copytree(XRAY, folder / "xray", ignore=ours)
    (folder / "another" / "views.py").write_text(VIEWS)
    (folder / "another" / "urls.py").write_text(URLS)
    (folder / "templates").mkdir()
    (folder / "templates" / "page.html").write_text(PAGE)
    (folder / "templates" / "page.jinja").write_text("<p>{{ word }}</p>")
    with (folder / "another" / "settings.py").open("a") as settings:
        settings.write(SETTINGS)
    run(folder, sys.executable, "manage.py", "migrate", "--verbosity=0")
    return folder


def environ():
    kept = clean(os.environ)
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return kept | ENVIRON


def run(folder, *command):
    done = subprocess.run(
        command, cwd=folder, env=environ(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


COMMANDS = {
    "runserver": [sys.executable, "manage.py", "runserver", "--noreload"],
    "gunicorn": [BIN / "gunicorn", "another.wsgi", "--bind"],
    "uwsgi": [BIN / "uwsgi", "--module", "another.wsgi", "--http-socket"],
}
MORE = {
    "uwsgi": ["--master", "--processes=2", "--need-app", "--die-on-term"],
    "gunicorn": ["--workers=2"],
}


@contextmanager
def serving(kind, folder):
    """Run a server on the project; gives its address."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    command = [*COMMANDS[kind], f"{HOST}:{port}", *MORE.get(kind, [])]
    with (folder / f"{kind}.log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environ(), stdout=log, stderr=log
        )
        try:
            address = f"http://{HOST}:{port}"
            deadline = time.monotonic() + PATIENCE
            while not answers(f"{address}/stream/"):
                said = (folder / f"{kind}.log").read_text()
                assert process.poll() is None, said
                assert time.monotonic() < deadline, said
                time.sleep(0.05)
            yield address
        finally:
            process.terminate()
            process.wait(PATIENCE)


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE):
            return True
    except OSError:
        return False


@pytest.fixture(scope="module", params=COMMANDS)
def server(request, project):
    with serving(request.param, project) as address:
        yield request.param, address


def ask(address, **headers):
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:
        return response.read().decode(), response.headers


def traced(server, path, known="xray=a-guest-who-came-back"):
    """Open a page; give its text and its trace, once that is kept."""
    _, address = server
    text, _ = ask(address + path, Cookie=known)
    link = re.search(r"/xray/[0-9a-f]{16}/", text)[0].rstrip("/") + ".json"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            return text, json.loads(ask(address + link, Cookie=known)[0])
        except urllib.error.HTTPError:  # it is kept after the answer was sent
            time.sleep(0.02)
    raise AssertionError("The trace was not kept.")


class ServerTests:
    def test_it_is_named(self, server):
        kind, _ = server
        _, trace = traced(server, "/page/")
        assert trace["server"]["kind"] == kind
        if kind == "gunicorn":
            assert trace["server"]["version"] == gunicorn.__version__
        assert trace["server"]["nginx"] is None
        assert kind in {hop["name"] for hop in trace["hops"]}
        if kind == "uwsgi":
            assert trace["server"]["uwsgi"]["workers"] == 2
            assert trace["server"]["uwsgi"]["socket"] == "tcp"

    def test_environ_without_what_the_process_knows(self, server):
        kind, _ = server
        _, trace = traced(server, "/page/")
        assert ENVIRON["A_SECRET_OF_THE_PROCESS"] not in json.dumps(trace)
        by = {row["key"]: row["put_by"] for row in trace["environ"]}
        assert by["HTTP_HOST"] == "client"
        assert by["wsgi.url_scheme"] == "server"
        # wsgiref copies the variables of the process, and so runserver does.
        wanted = "process" if kind == "runserver" else None
        assert by.get("A_SECRET_OF_THE_PROCESS") == wanted

    def test_headers_are_those_that_were_sent(self, server):
        """And no Content-Type, which wsgiref makes up where none came."""
        _, trace = traced(server, "/page/")
        sent = {row["name"] for row in trace["request"]["headers"]}
        assert sent == {"Accept-Encoding", "Connection", "Cookie", "Host", "User-Agent"}
        assert trace["request"]["body"]["type"] is None
        by_client = [r for r in trace["environ"] if r["put_by"] == "client"]
        assert len(by_client) == len(sent)

    def test_client_cannot_speak_as_nginx(self, server):
        kind, address = server
        ask(address + "/page/", XRAY_END="1", XRAY_VERSION="6.6")
        _, trace = traced(server, "/page/")
        assert trace["server"]["nginx"] is None


class PageTests:
    """The pages have a frame and a style of their own where the project has none."""

    @pytest.mark.parametrize(
        "page", ["", "elements/", "queries/1/", "source/?template=0"]
    )
    def test_stands_by_itself(self, server, page):
        _, trace = traced(server, "/page/")
        text, headers = shown(server, f"/xray/{trace['id']}/{page}")
        check_html(text)
        assert "xray/frame.css" in text
        assert "no-store" in headers["Cache-Control"]

    def test_journey_and_view_are_there(self, server):
        _, trace = traced(server, "/page/")
        text, _ = shown(server, f"/xray/{trace['id']}/")
        for word in "another/views.py", "page.html", "Permission", "render(request":
            assert word in text

    def test_list_leads_to_it(self, server):
        _, trace = traced(server, "/page/")
        text, _ = shown(server, "/xray/")
        check_html(text)
        assert f"/xray/{trace['id']}/" in text

    def test_style_is_served(self, server):
        kind, address = server
        if kind == "runserver":  # the others leave files to a web server
            for name in "xray.css", "frame.css", "chosen.css", "xray.js":
                assert ask(f"{address}/static/xray/{name}")[0]


def shown(server, path):
    return ask(server[1] + path, Cookie="xray=a-guest-who-came-back")


class TraceTests:
    def test_is_true(self, server):
        text, trace = traced(server, "/page/")
        assert trace["view"]["place"] == {
            "in": "project",
            "file": "another/views.py",
            "line": 7,
            "function": "page",
        }
        (query,) = trace["queries"]["rows"]
        assert query["model"] == "auth.Permission"
        assert query["rows"] == text.count("<p>")
        assert query["template"]["line"] == 2
        assert trace["templates"]["sources"][0]["file"] == "templates/page.html"
        for tag, offset, _, line, _ in trace["page"]["elements"]:
            assert text.encode()[offset:].startswith(f"<{tag}".encode())
            assert f"<{tag}" in PAGE.splitlines()[line - 1]
        assert len(trace["middleware"]) == 8
        assert trace["unseen"] == trace["left_out"] == []

    def test_class(self, server):
        _, trace = traced(server, "/class/")
        assert trace["view"]["kind"] == "class"
        assert trace["view"]["class"]["name"] == "Page"

    def test_asynchronous_view(self, server):
        _, trace = traced(server, "/waiting/")
        assert trace["view"]["kind"] == "async function"
        assert [each["part"] for each in trace["unseen"]] == ["view"]

    def test_what_has_no_link_works_as_well(self, server):
        _, address = server
        assert ask(address + "/jinja/")[0] == "<p>hello</p>"
        assert ask(address + "/stream/")[0] == "01234"

    def test_path_of_the_machine_is_not_in_it(self, server, project):
        _, trace = traced(server, "/page/")
        text = json.dumps(trace)
        for folder in project, sys.prefix, Path(django.__file__).parent:
            assert str(folder) not in text


class ReplayTests:
    LAYER = "django.middleware.clickjacking.XFrameOptionsMiddleware"

    def test_what_if(self, server):
        _, address = server
        known = "xray=a-guest-who-came-back"
        _, trace = traced(server, "/page/", known)
        page = f"{address}/xray/{trace['id']}/what-if/"
        form, headers = ask(page, Cookie=known)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
        cookie = headers["Set-Cookie"].partition(";")[0]
        sent = {
            "csrfmiddlewaretoken": token,
            "change": "layer",
            "layer": self.LAYER,
        }
        request = urllib.request.Request(
            page,
            urllib.parse.urlencode(sent).encode(),
            {"Cookie": f"{known}; {cookie}"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            text = response.read().decode()
        assert f"Without the layer {self.LAYER}" in text
        row = re.search(r"X-Frame-Options.*?</tr>", text, re.S)[0]
        assert re.findall(r"<td>(.*?)</td>", row) == ["DENY", "none"]


def test_project_passes_its_checks(project):
    assert "no issues" in run(project, sys.executable, "manage.py", "check")
    made = run(project, sys.executable, "manage.py", "makemigrations", "--check")
    assert "No changes" in made


def test_layer_outside_of_it_is_warned_about(project):
    code = (
        "from django.conf import settings; settings.MIDDLEWARE.reverse()\n"
        "from django.core.management import call_command; call_command('check')"
    )
    assert "xray.W002" in run(project, sys.executable, "manage.py", "shell", "-c", code)
