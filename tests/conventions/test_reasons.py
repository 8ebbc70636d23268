"""Each directive of nginx, uWSGI, systemd and PostgreSQL has its reason beside it.

Beside it: a comment on the same line, or one above the group it stands in. A group
is lines without an empty one between them.
"""

import base64
import hashlib
import re

import pytest

from tests.addresses import ROOT

FILES = [
    *sorted((ROOT / "deploy" / "nginx").glob("*.conf")),
    *sorted((ROOT / "deploy" / "postgres").glob("*.conf")),
    *sorted((ROOT / "deploy" / "systemd").glob("myweb*")),
    ROOT / "myweb_uwsgi.ini",
]
# What only opens or closes: the reasons belong to what is inside.
FRAME = re.compile(r"[}\]]|\[\w+\]|(events|http|types) \{|endif =")


def without_reason(text):
    """Give the lines that no comment explains."""
    unexplained, is_explained = [], False
    for line in map(str.strip, text.splitlines()):
        if not line:
            is_explained = False
        elif line.startswith("#"):
            is_explained = True
        elif not is_explained and " # " not in line and not FRAME.match(line):
            unexplained.append(line)
    return unexplained


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_directive_has_its_reason(path):
    assert without_reason(path.read_text()) == []


def test_a_line_without_a_reason_is_noticed():
    text = "# Why.\ngzip on;\n\nautoindex on;\n"
    assert without_reason(text) == ["autoindex on;"]


def test_error_page_may_use_its_style():
    page = (ROOT / "deploy/nginx/errors/nginx-error.html").read_text()
    style = re.search(r"<style>(.*?)</style>", page, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (ROOT / "deploy/nginx/errors.conf").read_text()
    assert f"'sha256-{digest}'" in policy, "Put the new hash into errors.conf."
