"""`nginx -t` on every nginx file: by the private main file, and on a server."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from apps.labs.ports import choose
from deploy import programs
from tests.addresses import ROOT

from .door import lay_out
from .machine import unprivileged

OURS = sorted((ROOT / "deploy" / "nginx").glob("*.conf"))
DISTRIBUTION = Path("/etc/nginx/nginx.conf")


@pytest.fixture
def site(folder):
    lay_out(folder, choose())
    return folder


def dump(folder, main):
    """Test a configuration and give it in full, with the names of its files."""
    done = subprocess.run(
        [programs.find("nginx"), "-T", "-p", folder, "-c", main],
        capture_output=True,
        text=True,
        **unprivileged(),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def names(text):
    return {
        Path(name).name
        for name in re.findall(r"^# configuration file (.*):$", text, re.M)
    }


def test_private_nginx_accepts_all_files(site):
    configuration, said = dump(site, site / "nginx" / "nginx.conf")
    assert names(configuration) >= {path.name for path in OURS}
    assert "[warn]" not in said


def on_a_server(folder):
    """Lay out /etc/nginx as Debian does, with our site in sites-enabled."""
    etc = folder / "etc"
    shutil.copytree(
        DISTRIBUTION.parent, etc, ignore=shutil.ignore_patterns("sites-*", "modules-*")
    )
    main = etc / "nginx.conf"
    text = re.sub(r"^(user|pid|error_log) .*;$", "", main.read_text(), flags=re.M)
    text = text.replace("/etc/nginx/", f"{etc}/").replace("/var/log/nginx", str(folder))
    temporary = "".join(
        f"{name}_temp_path {folder}/nginx/tmp/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    text = text.replace("http {", "http {" + temporary, 1)
    main.write_text(f"pid {folder}/nginx.pid; error_log stderr;" + text)
    (etc / "sites-enabled").mkdir()
    (etc / "sites-enabled" / "myweb").symlink_to(folder / "nginx" / "site.conf")
    (etc / "myweb").symlink_to(folder / "nginx" / "myweb")
    return main


@pytest.mark.skipif(not DISTRIBUTION.exists(), reason="no nginx.conf of a distribution")
def test_distributions_nginx_accepts_our_site(site):
    configuration, said = dump(site, on_a_server(site))
    assert names(configuration) >= {
        p.name for p in OURS if p.name not in {"nginx.conf"}
    } - {"site.conf"}
    assert "[warn]" not in said


def seconds(file, directive):
    text = (ROOT / file).read_text()
    return int(re.search(rf"^{directive}\s*=?\s*(\d+)", text, re.M)[1])


def test_timeouts_grow_in_order():
    nginx, uwsgi = "deploy/nginx/application.conf", "myweb_uwsgi.ini"
    assert (
        seconds(nginx, "uwsgi_next_upstream_timeout")
        < seconds(uwsgi, "harakiri")
        < seconds(nginx, "uwsgi_read_timeout")
        <= seconds(uwsgi, "worker-reload-mercy")
    )


def test_headers_that_nginx_takes_fit_into_uwsgi():
    limits = (ROOT / "deploy/nginx/limits.conf").read_text()
    number, kilobytes = re.search(
        r"large_client_header_buffers (\d+) (\d+)k", limits
    ).groups()
    buffer = seconds("myweb_uwsgi.ini", "buffer-size")
    assert int(number) * int(kilobytes) * 1024 < buffer
