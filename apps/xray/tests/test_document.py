"""docs/xray.md describes the document: every key that is there, and in that order."""

import re
from pathlib import Path

import pytest

from apps.xray import trace

DOCUMENT = Path(__file__).parents[3] / "docs" / "xray.md"
PATHS = ["/pages/hello/", "/wide/", "/repeated/", "/form/", "/events/", "/stream/"]
PATHS += ["/broken-template/", "/headers/", "/rows/", "/jinja/", "/many/", "/hook/"]


def keys(found):
    if isinstance(found, dict):
        for key, value in found.items():
            yield key
            yield from keys(value)
    elif isinstance(found, list):
        for each in found:
            yield from keys(each)


def words():
    """Give the words that stand in code in the document."""
    codes = re.findall(r"`([^`]+)`", DOCUMENT.read_text())
    return {word for code in codes for word in re.findall(r"\w+", code)}


@pytest.mark.parametrize("path", PATHS)
def test_every_key_is_described(xray, path):
    _, found = xray(path)
    for cookie in found["response"]["cookies"]:
        cookie["attributes"] = {}  # a browser's words, not ours
    assert set(keys(found)) - words() == set()


def test_parts_come_in_the_order_of_the_document(xray):
    _, found = xray("/plain/")
    table = DOCUMENT.read_text().partition("| `format`")[2].partition("\n\n")[0]
    rows = ["format"]
    for line in table.splitlines()[1:]:
        rows += re.findall(r"`(\w+)`", line.split("|")[1])
    assert rows == list(found)


def test_limit_is_the_one_that_is_promised():
    text = DOCUMENT.read_text()
    assert f"{trace.LIMIT // 1024} KiB" in text
