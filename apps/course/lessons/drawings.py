"""Figures: an SVG file each, drawn for its lesson, put into the page as it is.

So the page's colours reach into it, light and dark, by classes (static/css/course.css).
A file alone has plain grey strokes of its own, which both themes of a code host can
show. What a drawing may contain is a short list: no style, no script, nothing fetched.
"""

import re
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from django.utils.html import escape

from apps.look import markup

FOLDER = Path(__file__).resolve().parents[1] / "content"
SVG = "http://www.w3.org/2000/svg"
MAY = """
    svg g path rect circle ellipse line polyline polygon text tspan
"""
MAY_HAVE = """
    viewBox width height class transform d x y x1 y1 x2 y2 dx dy cx cy r rx ry points
    fill stroke stroke-width stroke-dasharray stroke-linejoin stroke-linecap
    font-family font-size font-weight text-anchor textLength
"""
ELEMENTS, ATTRIBUTES = set(MAY.split()), set(MAY_HAVE.split())


def drawing(address):
    """Give a figure's SVG, without the words for who cannot see it: the page has them."""
    path = FOLDER / address
    if not re.fullmatch(r"figures/[\w-]+\.svg", address) or not path.is_file():
        raise LookupError(f"There is no {address}; figures lie in content/figures/.")
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(256)
def _read(path, changed_at):
    text = path.read_text()
    root = ElementTree.fromstring(text)
    for element in root.iter():
        name = element.tag.removeprefix(f"{{{SVG}}}")
        strange = set(element.keys()) - ATTRIBUTES
        if name not in ELEMENTS or strange:
            words = ", ".join([name, *sorted(strange)])
            raise LookupError(f"{path.name}: a drawing has no {escape(words)}.")
    if root.get("viewBox") is None:
        raise LookupError(f"{path.name} needs a viewBox.")
    start = text.index("<svg")
    head = '<svg aria-hidden="true" focusable="false"'
    return markup.own(head + text[start + 4 :].replace(f' xmlns="{SVG}"', "").rstrip())
