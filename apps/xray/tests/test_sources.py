import html
import re
from pathlib import Path

import pytest

from apps.xray import colours, places, sources

from .conftest import HERE

VIEWS = "apps/xray/tests/specimens.py"


@pytest.fixture
def project(tmp_path, settings):
    """A project in a folder of its own, for files that no real one should have."""
    settings.BASE_DIR = tmp_path
    places.roots.cache_clear()
    yield tmp_path
    places.roots.cache_clear()


def naming(file, where="project"):
    """A trace that names a file as a place."""
    place = {"in": where, "file": file, "line": 1, "function": "f"}
    return {"view": {"place": place}, "queries": {"rows": []}}


class SourceDetailTests:
    def address(self, trace, where="project", file=VIEWS):
        return f"/xray/{trace['id']}/source/?in={where}&file={file}"

    def test_each_line_of_a_module_that_the_trace_names(self, xray):
        _, trace = xray("/wide/")
        text = xray.client.get(self.address(trace)).content.decode()
        shown = re.findall(r'<li value="(\d+)" id="L\1"><code>(.*?)</code>', text, re.S)
        lines = [html.unescape(re.sub("<[^>]+>", "", line)) for _, line in shown]
        assert lines == (HERE / "specimens.py").read_text().splitlines()

    def test_template(self, xray):
        _, trace = xray("/pages/hello/")
        for index, source in enumerate(trace["templates"]["sources"]):
            address = f"/xray/{trace['id']}/source/?template={index}"
            text = xray.client.get(address).content.decode()
            assert source["file"] in text

    @pytest.mark.parametrize(
        ("where", "file"),
        [
            ("project", "apps/xray/access.py"),  # not named
            ("project", "myweb/settings.py"),
            ("project", "../../../../etc/passwd"),
            ("project", "/etc/passwd"),
            ("project", ".env"),
            ("python", "json/__init__.py"),
            ("", ""),
            ("project", "apps/xray/tests/specimens.py\0"),
        ],
    )
    def test_nothing_else(self, xray, where, file):
        _, trace = xray("/wide/")
        assert xray.client.get(self.address(trace, where, file)).status_code == 404

    @pytest.mark.parametrize("number", ["-1", "99999999999", "x", "²", ""])
    def test_no_such_template(self, xray, number):
        _, trace = xray("/pages/hello/")
        address = f"/xray/{trace['id']}/source/?template={number}"
        assert xray.client.get(address).status_code == 404


class StrictTests:
    """What a trace names is still not shown, if it is of these."""

    @pytest.mark.parametrize(
        "file",
        [
            "shop/settings.py", "shop/settings/base.py", "local_settings.py",
            "secrets.py", "shop/credentials.py", ".hidden/views.py", "secrets/keys.py",
            "site-packages/thing.py", "env.py", "var/left.py",
        ],
    )  # fmt: skip
    def test_by_its_name(self, project, file):
        path = project / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n")
        assert sources.python_lines(naming(file), "project", file) is None

    @pytest.mark.parametrize(
        "text",
        [
            "SECRET_KEY = 'x'",
            "DATABASES={}",
            "EMAIL_PASSWORD: str = 'x'",
            "\tAPI_KEY = 1",
        ],
    )
    def test_by_what_it_assigns(self, project, text):
        (project / "views.py").write_text(f"if True:\n{text}\n")
        assert sources.python_lines(naming("views.py"), "project", "views.py") is None

    def test_by_django_settings_module(self, project, settings, monkeypatch):
        monkeypatch.setattr(settings._wrapped, "SETTINGS_MODULE", "shop.base", False)
        (project / "shop").mkdir()
        (project / "shop" / "base.py").write_text("x = 1\n")
        file = "shop/base.py"
        assert sources.python_lines(naming(file), "project", file) is None

    def test_link_that_leads_out(self, project, tmp_path_factory):
        secret = tmp_path_factory.mktemp("elsewhere") / "file.py"
        secret.write_text("x = 1\n")
        (project / "views.py").symlink_to(secret)
        assert sources.python_lines(naming("views.py"), "project", "views.py") is None

    def test_way_out_by_dots(self, project):
        (project.parent / "outside.py").write_text("x = 1\n")
        file = "../outside.py"
        assert sources.python_lines(naming(file), "project", file) is None

    def test_what_is_no_python(self, project):
        (project / "data.json").write_text("{}\n")
        assert sources.python_lines(naming("data.json"), "project", "data.json") is None

    def test_template_that_is_none(self, project):
        (project / ".env").write_text("KEY=1\n")
        (project / "dump.sql").write_text("x\n")
        for file in ".env", "dump.sql":
            found = {"templates": {"sources": [{"in": "project", "file": file}]}}
            assert sources.template_lines(found, 0) is None

    def test_right_ones_are_shown(self, project):
        (project / "views.py").write_text("x = 1\nPASSWORD_RESET = 2\n")
        shown = sources.python_lines(naming("views.py"), "project", "views.py")
        assert shown == ["x = 1", "PASSWORD_RESET = 2"]

    def test_very_large_one(self, project):
        (project / "views.py").write_text("#" * (sources.LARGEST + 1))
        assert sources.python_lines(naming("views.py"), "project", "views.py") is None


class ColourTests:
    @pytest.mark.parametrize("path", [Path(__file__), HERE / "specimens.py"])
    def test_nothing_is_lost(self, path):
        lines = path.read_text().splitlines()
        shown = ["".join(text for _, text in line) for line in colours.coloured(lines)]
        assert shown == lines

    def test_kinds(self):
        (line,) = colours.coloured(["return 'a', 1  # why"])
        assert [pair for pair in line if pair[0]] == [
            ("k", "return"), ("s", "'a'"), ("m", "1"), ("c1", "# why"),
        ]  # fmt: skip

    def test_what_is_no_python(self):
        lines = ["{% if x %}'", "  (", "\tb", " c"]
        shown = ["".join(text for _, text in line) for line in colours.coloured(lines)]
        assert shown == lines
