"""From notes about renders to the tree of templates and the map of the page."""

from functools import cache

from django.template import Template
from django.template.base import TextNode, VariableNode
from django.template.library import InclusionNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode

from . import page
from .pieces import Piece, told
from .places import located
from .units import us

TAG_LENGTH = 80
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
        self.places = {}

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
        if node not in self.places:
            template = self.number(getattr(node, "origin", None))
            line = getattr(getattr(node, "token", None), "lineno", None) or 1
            self.places[node] = template, line
        return self.places[node]


def tag_of(node):
    """Give the tag as it is written; None for text and whole templates."""
    if isinstance(node, (TextNode, Template)):
        return None
    contents = getattr(getattr(node, "token", None), "contents", "")
    return contents[:TAG_LENGTH] or None


@cache
def kind_of(cls):
    for structure, kind in STRUCTURE.items():
        if issubclass(cls, structure):
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
        took = None if piece.start is None else us(piece.end - piece.start)
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
        children, is_lost = piece.children or (), piece.is_lost
        if at is not None and (is_lost or not children):
            self.leaf(at, piece.length, piece, piece.kind, render)
        is_mapped = at is not None and not is_lost
        end = at
        for child in children:
            place = at + child.offset if is_mapped else None
            if is_mapped:
                self.leaf(end, place - end, piece, "tag", render)
                end = place + child.length
            self.child(child, piece, render, place)
        if children and is_mapped:
            self.leaf(end, at + piece.length - end, piece, "tag", render)

    def child(self, piece, outer, render, at):
        if not piece.children and isinstance(piece.node, (TextNode, VariableNode)):
            if at is not None:
                self.leaf(at, piece.length, piece, piece.kind, render)
            return
        kind = kind_of(type(piece.node))
        if kind == "template":
            kind = kind_of_inner(type(outer.node))
        elif kind is None and piece.kind == "kept":
            kind = "kept"
        number = self.add(kind, piece, render, at) if kind else render
        known = told(piece) if kind == "kept" else None
        if kind == "kept":
            self.renders[number]["seen"] = bool(known)
        if known and at is not None:
            # How a kept text was made earlier: which lines, but no moments.
            self.leaves += [(at + o, n, each, k, number) for o, n, each, k in known]
        else:
            self.inside(piece, number, at)

    def leaf(self, at, length, piece, kind, render):
        if length:
            self.leaves.append((at, length, piece.node, kind, render))


def kind_of_inner(cls):
    """Say what a template is to the node that renders it; None: the node says it."""
    if kind_of(cls) in {"include", "inclusion"}:
        return None
    return "template" if issubclass(cls, Template) else "widget"


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
        "time": us(total),
        "sources": sources.rows,
        "renders": flat.renders,
        "contexts": contexts,
    }
    return sources, templates, page.written(body, flat, why_not)


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
