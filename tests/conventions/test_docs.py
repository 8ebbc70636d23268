"""What the documents say is so: pages, links, commands."""

import re
from urllib.parse import unquote

import pytest
from django.core.management import get_commands
from django.urls import resolve

from tests.addresses import ROOT, addresses

ELSEWHERE = {".venv", "var", "my", ".git", "node_modules"}
DOCUMENTS = [
    path
    for path in sorted(ROOT.rglob("*.md"))
    if not ELSEWHERE & set(path.relative_to(ROOT).parts)
    # The posts of the demo community are people's words, not documents.
    and "demo" not in path.parts
]
FENCE = re.compile(r"^(```|~~~).*?^\1", re.M | re.S)
LINK = re.compile(r"\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
HEADING = re.compile(r"^#+ (.+)$", re.M)
PAGES = ROOT / "docs" / "pages.md"
LESSONS = ROOT / "apps" / "course" / "content"


def page_row(address):
    """Give the line of docs/pages.md for an address, but for its last column."""
    if address.is_of_django:
        view = f"`{address.view.__module__}.{address.view.__name__}`"
    else:
        view = f"[{address.view.__name__}](../{address.file})"
    shown = [
        f"[{name}](../{path.relative_to(ROOT)})"
        for name in address.templates
        for path in sorted(ROOT.glob(f"apps/*/templates/{name}"))
    ]
    return f"| `{address.route}` | {view} | {' '.join(shown) or '—'} |"


def page_lines():
    return [line for line in PAGES.read_text().splitlines() if line.startswith("| `")]


@pytest.mark.parametrize("address", addresses(), ids=lambda address: address.name)
def test_page_is_listed(address):
    row = page_row(address)
    found = [line for line in page_lines() if line.startswith(row)]
    assert found, f"Add to docs/pages.md, with its model:\n{row} … |"


def test_no_listed_page_is_gone():
    rows = tuple(page_row(address) for address in addresses())
    assert [line for line in page_lines() if not line.startswith(rows)] == []


def test_listed_models_exist():
    for line in page_lines():
        for name, target in re.findall(
            r"\[(\w+)\]\(\.\./([^)]+)\)", line.split("|")[4]
        ):
            assert f"class {name}(" in (ROOT / target).read_text(), line


def slug(heading):
    """Give the anchor that GitHub and Forgejo make of a heading."""
    words = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return words.replace(" ", "-")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
class DocumentTests:
    def test_links_lead_somewhere(self, path):
        for link in LINK.findall(FENCE.sub("", path.read_text())):
            if re.match(r"[a-z]+:", link):
                continue
            if link.startswith("/") and path.is_relative_to(LESSONS):
                # A lesson is read on the site, and may lead to a page of it.
                resolve(link.partition("#")[0])
                continue
            file, _, anchor = unquote(link).partition("#")
            target = (path.parent / file).resolve() if file else path
            assert target.exists(), f"{link} leads nowhere"
            if anchor and target.suffix == ".md":
                headings = HEADING.findall(target.read_text())
                assert anchor in map(slug, headings), f"{link}: no such heading"

    def test_commands_exist(self, path):
        text = path.read_text()
        targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M)
        for target in re.findall(r"(?:`|^\s*\$? *)make ([a-z]+)", text, re.M):
            assert target in targets, f"make {target} does not exist"
        for command in re.findall(r"manage\.py ([a-z_]+)", text):
            assert command in get_commands(), command
        for script in re.findall(r"(?:python3?|sh|bash) ((?:\w+/)+[\w.-]+)", text):
            assert (ROOT / script).exists(), f"{script} does not exist"
