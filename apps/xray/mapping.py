"""From notes about renders to the tree of templates and the map of the page."""

import re

from django.template import Template
from django.template.base import TextNode, VariableNode
from django.template.library import InclusionNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode

from .places import located
from .rendering import Piece

MOST_BODY = 2 * 1024 * 1024  # bytes of a page whose elements are listed
TAG_LENGTH = 80
OPENING = re.compile(r"<!--|<([a-zA-Z][^\s/>]*)")
QUOTE_OR_END = re.compile("[>\"']")
# Elements in which a "<" opens nothing.
RAW = {
    tag: re.compile(f"</{tag}", re.I)
    for tag in ("script", "style", "textarea", "title", "xmp", "iframe", "noframes")
}
STRUCTURE = {
    ExtendsNode: "extends",
    BlockNode: "block",
    IncludeNode: "include",
    InclusionNode: "inclusion",
    Template: "template",
}


class Sources:
    """The templates that took part, each with a number."""

    def __init__(self):
        self.rows = []
        self.numbers = {}

    def number(self, origin, engine="django"):
        """Give the number of the template with this origin; None when it has none."""
        if origin is None:
            return None
        key = origin.name
        if key not in self.numbers:
            self.numbers[key] = len(self.rows)
            is_file = bool(origin.template_name) and str(key).startswith("/")
            where, file = located(str(key)) if is_file else (None, None)
            name = origin.template_name or "(text)"
            row = {"name": str(name), "in": where, "file": file, "engine": engine}
            self.rows.append(row)
        return self.numbers[key]

    def line_of(self, node):
        """Give {"template", "line", "tag"} of a node."""
        if node is None:
            return None
        template, line = self.stands(node)
        if template is None:
            return None
        return {"template": template, "line": line, "tag": tag_of(node)}

    def stands(self, node):
        """Give (number of the template, line) of a node."""
        template = self.number(getattr(node, "origin", None))
        token = getattr(node, "token", None)
        return template, getattr(token, "lineno", None) or 1


def tag_of(node):
    """Give the tag as it is written; None for text and whole templates."""
    if isinstance(node, (TextNode, Template)):
        return None
    contents = getattr(getattr(node, "token", None), "contents", "")
    return contents[:TAG_LENGTH] or None


def kind_of(node):
    for cls, kind in STRUCTURE.items():
        if isinstance(node, cls):
            return kind
    return None


class Map:
    """Flattens pieces: the list of renders, and the pieces of the page in order."""

    def __init__(self, sources, moment):
        self.sources, self.moment = sources, moment
        self.renders = []
        self.leaves = []

    def root(self, root, at):
        """Flatten one render from Python, whose text stands at `at`, or nowhere."""
        origin = getattr(root.template, "origin", None)
        self.sources.number(origin, root.engine)
        number = self.add("template", root.piece, None, at)
        self.renders[number]["engine"] = root.engine
        self.inside(root.piece, number, at)
        return number

    def add(self, kind, piece, parent, at):
        template, line = self.sources.stands(piece.node)
        is_whole = isinstance(piece.node, Template)
        took = None if piece.start is None else round((piece.end - piece.start) / 1000)
        row = {
            "kind": kind,
            "name": self.name_of(piece.node),
            "template": None if is_whole else template,
            "line": None if is_whole else line,
            "into": template if is_whole else self.into(piece),
            "parent": parent,
            "start": None if piece.start is None else self.moment(piece.start),
            "time": took,
            "offset": at,
            "length": piece.length,
        }
        self.renders.append(row)
        return len(self.renders) - 1

    def name_of(self, node):
        if isinstance(node, BlockNode):
            return node.name
        return node.name if isinstance(node, Template) else tag_of(node)

    def into(self, piece):
        """Give the template that a tag shows: that of what was rendered inside it."""
        inner = piece.children[0].node if piece.children else None
        return None if inner is None else self.sources.stands(inner)[0]

    def inside(self, piece, render, at):
        """Flatten what was rendered inside a piece."""
        children = piece.children or []
        is_lost = any(child.offset is None for child in children)
        if at is not None and piece.made:
            self.made(piece, render, at)
        elif at is not None and (is_lost or not children):
            self.leaf(at, piece, leaf_kind(piece), render)
        end = at
        for child in children:
            place = None if at is None or is_lost else at + child.offset
            if place is not None and place > end:
                self.leaf(end, piece, "tag", render, place - end)
            self.child(child, piece, render, place)
            end = None if place is None else place + child.length
        if children and end is not None and not is_lost and end < at + piece.length:
            self.leaf(end, piece, "tag", render, at + piece.length - end)

    def made(self, piece, render, at):
        """Flatten how a kept text was made earlier: which line, but no moment."""
        end = at
        for child in piece.made or piece.children:
            place = at + child.offset
            if place > end:
                self.leaf(end, piece, "tag", render, place - end)
            inner = child.children or []
            if inner and all(each.offset is not None for each in inner):
                self.made(child, render, place)
            else:
                self.leaf(place, child, leaf_kind(child), render)
            end = place + child.length
        if end < at + piece.length:
            self.leaf(end, piece, "tag", render, at + piece.length - end)

    def child(self, piece, outer, render, at):
        kind = kind_of(piece.node)
        if kind == "template":
            kind = None if kind_of(outer.node) in {"include", "inclusion"} else "widget"
        elif kind is None and at is not None and leaf_kind(piece) == "kept":
            kind = "kept"
        if kind == "widget" and isinstance(outer.node, Template):
            kind = "template"
        number = self.add(kind, piece, render, at) if kind else render
        if kind == "kept":
            self.renders[number]["seen"] = bool(piece.made)
        if not piece.children and at is not None and isinstance(piece.node, TextNode):
            self.leaf(at, piece, "text", number)
        else:
            self.inside(piece, number, at)

    def leaf(self, at, piece, kind, render, length=None):
        length = piece.length if length is None else length
        if length:
            self.leaves.append((at, length, piece.node, kind, render))


def leaf_kind(piece):
    """Say what gave a text in which nothing else can be told apart."""
    node = piece.node
    if isinstance(node, TextNode):
        return "text"
    if piece.children:
        return "changed"
    if isinstance(node, VariableNode):
        return "variable"
    holds = (getattr(node, name, None) for name in getattr(node, "child_nodelists", ()))
    return "kept" if any(holds) and piece.length else "tag"


def written(recording, moment, response):
    """Write the parts "templates" and "page" of the trace, and give the sources."""
    sources = Sources()
    flat = Map(sources, moment)
    body, mapped, why_not = body_of(recording, response)
    contexts, total = [], 0
    for root in recording.renders.roots:
        at = None
        if root.piece is None:
            root.piece = Piece(root.template, "", None, root.start, root.start)
        if mapped is root:
            at = body.find(root.piece.text)
        number = flat.root(root, at)
        contexts.append({"render": number, "names": names_of(root)})
        total += (root.end or root.start) - root.start
    templates = {
        "seen": True,
        "count": len(flat.renders),
        "time": round(total / 1000),
        "sources": sources.rows,
        "renders": flat.renders,
        "contexts": contexts,
    }
    page = page_of(body, flat, why_not)
    return sources, templates, page


def names_of(root):
    return [
        {"name": name, "type": kind, "detail": detail, "from": origin}
        for name, kind, detail, origin in root.names
    ]


def body_of(recording, response):
    """Give (text of the page, the render that it is, why there is none)."""
    if response.streaming:
        return "", None, "The body is a stream; X-ray reads none."
    if response.get("Content-Encoding"):
        return "", None, "The body was compressed before X-ray saw it."
    if recording.renders.is_full:
        return "", None, "More nodes were rendered than X-ray counts."
    try:
        body = recording.body.decode(response.charset or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return "", None, "The body is not text."
    pieces = [root for root in recording.renders.roots if root.piece]
    for root in reversed(pieces):
        text = root.piece.text
        if text and (text == body or body.count(text) == 1):
            return body, root, None
    if not pieces:
        return body, None, "No template was rendered."
    return body, None, "The body is not what a template gave, or was changed after it."


def page_of(body, flat, why_not):
    if why_not:
        return {
            "mapped": False,
            "why_not": why_not,
            "length": None,
            "pieces": [],
            "elements": [],
        }
    leaves = complete(sorted(flat.leaves, key=lambda leaf: leaf[0]), len(body))
    at = offsets(body, leaves, flat.renders)
    pieces = []
    for start, length, node, kind, _ in leaves:
        template, line = (None, None) if node is None else flat.sources.stands(node)
        size = at(start + length) - at(start)
        pieces.append([at(start), size, template, line, kind])
    elements = list(elements_of(body, leaves, pieces)) if leaves else []
    for row in flat.renders:
        if row["offset"] is not None:
            start = row["offset"]
            row["offset"] = at(start)
            row["length"] = at(start + row["length"]) - row["offset"]
    return {
        "mapped": True,
        "why_not": None,
        "length": at(len(body)),
        "pieces": pieces,
        "elements": elements,
    }


def complete(leaves, length):
    """Fill what no node gave, so that the pieces cover the whole page."""
    found, end = [], 0
    for leaf in leaves:
        if leaf[0] > end:
            found.append((end, leaf[0] - end, None, "unknown", None))
        found.append(leaf)
        end = leaf[0] + leaf[1]
    if end < length:
        found.append((end, length - end, None, "unknown", None))
    return found


def offsets(body, leaves, renders):
    """Give a function from characters to bytes, as UTF-8 counts them.

    It knows the places where something begins or ends, and no others.
    """
    if body.isascii():
        return lambda place: place
    marks = {0, len(body)}
    for start, length, *_ in leaves:
        marks.update((start, start + length))
    for row in renders:
        if row["offset"] is not None:
            marks.update((row["offset"], row["offset"] + row["length"]))
    found, last = {0: 0}, 0
    for mark in sorted(marks):
        found[mark] = found[last] + len(body[last:mark].encode())
        last = mark
    return found.__getitem__


def elements_of(body, leaves, pieces):
    """Give [tag, offset, template, line, render] for each start tag of the page."""
    number = 0
    if len(body) > MOST_BODY:
        return
    is_ascii = body.isascii()
    start, length, node, kind, render = leaves[0]
    for tag, at in start_tags(body):
        while start + length <= at:
            number += 1
            start, length, node, kind, render = leaves[number]
        offset, _, template, line, _ = pieces[number]
        if kind == "text":
            line += node.s.count("\n", 0, at - start)
        passed = at - start if is_ascii else len(body[start:at].encode())
        yield [tag, offset + passed, template, line, render]


def start_tags(body):
    """Give (tag, where it begins) of a page's start tags; not from inside scripts.

    Each character is read once, so that no page makes it slow. What never closes
    ends it: a browser, too, finds no element there.
    """
    place = 0
    while match := OPENING.search(body, place):
        if match[1] is None:
            place = body.find("-->", match.end())
        else:
            place = end_of_tag(body, match.end())
        if place < 0:
            return
        if match[1]:
            tag = match[1].lower()
            yield tag, match.start()
            if tag in RAW:
                close = RAW[tag].search(body, place)
                place = close.start() if close else len(body)


def end_of_tag(body, place):
    """Find the ">" that is not inside quotes; -1 if there is none."""
    end = body.find(">", place)
    attributes = body[place:end]
    if "'" not in attributes and not attributes.count('"') % 2:
        return end  # the short way, for nearly all
    while match := QUOTE_OR_END.search(body, place):
        if match[0] == ">":
            return match.start()
        place = body.find(match[0], match.end()) + 1
        if not place:
            return -1
    return -1
