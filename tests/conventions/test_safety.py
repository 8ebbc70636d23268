"""Nothing is marked safe but by the one door, and no page carries inline code."""

import ast
import re

from tests.addresses import ROOT

DOOR = "apps/look/markup.py"
TEMPLATES = sorted(ROOT.glob("apps/*/templates/**/*.html"))
UNSAFE = {
    "the safe filter": re.compile(r"\|\s*safe(seq)?\b"),
    "autoescape off": re.compile(r"\{%\s*autoescape\s+off"),
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an on… attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
}


def marked_safe(path):
    """Give the lines of a module where text is declared to be safe HTML."""
    for node in ast.walk(ast.parse(path.read_text())):
        name = getattr(node, "id", None) or getattr(node, "attr", None)
        if name in {"mark_safe", "SafeString", "SafeText"}:
            yield node.lineno


def test_only_the_door_marks_text_safe():
    found = {
        str(path.relative_to(ROOT)): lines
        for path in sorted(ROOT.glob("apps/**/*.py"))
        if "tests" not in path.parts and (lines := list(marked_safe(path)))
    }
    assert found.keys() - {DOOR} == set(), found


def test_no_template_marks_text_safe_or_carries_inline_code():
    found = [
        f"{path.relative_to(ROOT)}: {what}"
        for path in TEMPLATES
        for what, pattern in UNSAFE.items()
        if pattern.search(path.read_text())
    ]
    assert found == []
