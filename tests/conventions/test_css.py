"""CSS is used once every browser has had it for a while (baseline.py).

And a name means one thing: two files that both lay out `.choices` spoil each other's.
"""

import re

import pytest
import tinycss2

from tests.addresses import ROOT

from .baseline import widely_available

STYLES = sorted([*ROOT.glob("static/css/*.css"), *ROOT.glob("apps/*/static/**/*.css")])
# Instead of the site's own, where X-ray is in another project.
ALONE = ROOT / "apps/xray/static/xray/frame.css"
WITH_RULES = {"media", "supports", "layer", "container"}
# Used all the same, and what happens where a browser does not know it.
TAKEN_EARLY = {
    ("selector", "marker"): "the marker of a list keeps the colour of the text",
}


def used(rules):
    """Give what a stylesheet uses, as the list names it: (kind, name)."""
    for rule in rules:
        if rule.type == "at-rule":
            yield "at-rule", rule.lower_at_keyword
            if rule.lower_at_keyword in WITH_RULES and rule.content:
                yield from used(
                    tinycss2.parse_blocks_contents(rule.content, True, True)
                )
        elif rule.type == "qualified-rule":
            yield from in_selector(rule.prelude)
            yield from used(tinycss2.parse_blocks_contents(rule.content, True, True))
        elif rule.type == "declaration":
            if not rule.lower_name.startswith("--"):
                yield "property", rule.lower_name
            yield from in_value(rule.value)
        else:
            raise AssertionError(f"line {rule.source_line}: {rule.message}")


def in_selector(tokens):
    """Find what follows a colon: :hover, ::before, :not(…) and what is inside."""
    for before, token in zip([None, *tokens], tokens, strict=False):
        if before == ":" and token.type == "ident":
            yield "selector", token.lower_value
        if token.type == "function":
            yield "selector", token.lower_name
            yield from in_selector(token.arguments)


def in_value(tokens):
    """Find the functions: calc(…), light-dark(…) and what is inside."""
    for token in tokens:
        if token.type == "function":
            yield "function", token.lower_name
            yield from in_value(token.arguments)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_css_is_widely_available(path):
    rules = tinycss2.parse_stylesheet(path.read_text(), True, True)
    strange = set(used(rules)) - widely_available() - TAKEN_EARLY.keys()
    assert strange == set()


def blocks(rules):
    """Give the classes that a stylesheet lays out by their name alone: `.name { … }`."""
    for rule in rules:
        if rule.type == "at-rule" and rule.content:
            yield from blocks(tinycss2.parse_blocks_contents(rule.content, True, True))
        elif rule.type == "qualified-rule":
            # Commas within brackets divide no selectors.
            prelude = re.sub(r"\(.*?\)", "()", tinycss2.serialize(rule.prelude))
            yield from re.findall(r"(?:^|,)\s*\.([\w-]+)\s*(?=,|$)", prelude)


def test_a_class_is_laid_out_in_one_file():
    files = {}
    # print.css is about the same things, on paper.
    for path in set(STYLES) - {ROOT / "static/css/print.css", ALONE}:
        for name in blocks(tinycss2.parse_stylesheet(path.read_text(), True, True)):
            files.setdefault(name, set()).add(path.name)
    assert {name: found for name, found in files.items() if len(found) > 1} == {}
