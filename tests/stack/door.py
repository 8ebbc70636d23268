"""nginx with the files of deploy/nginx, before a stand-in for uWSGI."""

import shutil
import signal
import subprocess

from apps.labs.ports import choose
from deploy import programs
from deploy.production import write_site
from tests.addresses import ROOT

from .machine import HOST, Site, give, unprivileged, until
from .upstream import Upstream


def lay_out(folder, port):
    """Put our files where nginx expects them, as deploy/production.py does."""
    for name in "nginx/tmp", "nginx/cache", "run", "logs", "static", "media", "code":
        (folder / name).mkdir(parents=True, exist_ok=True)
    # A copy: the user that root's nginx runs as may not reach this project.
    source = folder / "code" / "deploy" / "nginx"
    shutil.copytree(ROOT / "deploy" / "nginx", source)
    (folder / "nginx" / "nginx.conf").symlink_to(source / "nginx.conf")
    (folder / "nginx" / "myweb").symlink_to(source)
    values = {
        "listen": f"{HOST}:{port}",
        "server_name": f"{HOST} localhost",
        "code": folder / "code",
        "var": folder,
        "run": folder / "run",
        "logs": folder / "logs",
        "cache": folder / "nginx" / "cache",
    }
    write_site(folder / "nginx" / "site.conf", values)
    give(folder)


class Door(Site):
    def __init__(self, folder, shorter_timeout=None):
        super().__init__(choose())
        self.folder = folder
        lay_out(folder, self.port)
        if shorter_timeout:
            self.shorten(shorter_timeout)
        self.upstream = Upstream(folder / "run" / "uwsgi.sock")
        command = [programs.find("nginx"), "-p", folder]
        command += ["-c", folder / "nginx" / "nginx.conf"]
        self.process = subprocess.Popen(
            command, stderr=subprocess.PIPE, **unprivileged()
        )
        until(self.is_open, 10, "nginx did not start")

    def shorten(self, timeout):
        """Wait less long for the application than a person would."""
        file = self.folder / "code/deploy/nginx/application.conf"
        text = file.read_text()
        assert "uwsgi_read_timeout          35s;" in text
        file.write_text(text.replace("read_timeout          35s", timeout))

    def is_open(self):
        assert self.process.poll() is None, self.process.stderr.read().decode()
        try:
            return self.ask("/healthz")
        except ConnectionError:
            return False

    def log(self):
        """Give the lines of the log; a client may have put any bytes into them."""
        text = (self.folder / "logs" / "access.log").read_text(errors="replace")
        return text.splitlines()

    def close(self):
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(10)
        self.process.stderr.close()
        self.upstream.shutdown()
        self.upstream.server_close()
