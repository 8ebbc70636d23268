"""The pieces that nodes gave, and how they lie in one another.

A piece is what one node or template gave. While a request runs it holds its text;
once the node around it has joined its pieces, only its place in that one is kept.
"""

from functools import cache

from django.template.base import TextNode, VariableNode

MOST_MADE, LONGEST_MADE = 2_000, 20_000


class Piece:
    """What one node or template gave. `offset` counts from its parent's beginning."""

    __slots__ = (
        "children", "end", "length", "made", "node", "offset", "start", "text"
    )  # fmt: skip

    def __init__(self, node, text, children=None, start=None, end=None):
        self.node, self.text, self.children = node, text, children
        self.start, self.end = start, end
        self.offset = self.made = None
        self.length = len(text)

    @property
    def is_lost(self):
        """Whether one cannot say where in it its children's texts stand."""
        return bool(self.children) and self.children[0].offset is None

    @property
    def kind(self):
        """What gave a text in which nothing else can be told apart."""
        if isinstance(self.node, TextNode):
            return "text"
        if self.children:
            return "changed"
        if isinstance(self.node, VariableNode):
            return "variable"
        return "kept" if self.length and holds_nodes(self.node) else "tag"


def holds_nodes(node):
    names = getattr(node, "child_nodelists", ())
    return any(getattr(node, name, None) for name in names)


def settle(children, text):
    """Say where in this text the children's texts stand, and let go of them."""
    joined = "".join([child.text for child in children])
    at = 0
    if joined != text:
        at = text.find(joined) if joined else -1
        if at >= 0 and text.find(joined, at + 1) >= 0:
            at = -1  # twice: no one can say which
    for child in children:
        child.text = None
        if at >= 0:
            child.offset = at
            at += child.length


def leaves(piece, at=0):
    """Give (offset, length, node, kind) of what lies in a piece, in order, no gaps."""
    if not piece.children or piece.is_lost:
        if piece.length:
            yield at, piece.length, piece.node, piece.kind
        return
    end = at
    for child in piece.children:
        place = at + child.offset
        if place > end:
            yield end, place - end, piece.node, "tag"
        yield from leaves(child, place)
        end = place + child.length
    if end < at + piece.length:
        yield end, at + piece.length - end, piece.node, "tag"


@cache
def may_keep(cls):
    """Say whether a node may give text again that it rendered earlier: of Django's own,
    only that of {% cache %}."""
    plain = "django.template.", "django.templatetags.i18n"
    return bool(getattr(cls, "child_nodelists", ())) and not cls.__module__.startswith(
        plain
    )


class Made:
    """What tags that keep text were seen to put together: {(node, text): leaves}.

    When such a tag gives the very same text again without rendering, this is how it
    was made. Nodes stand in a list of their own, so that leaves are only numbers and
    words: Python's collector of garbage passes over such tuples.
    """

    def __init__(self):
        self.leaves, self.nodes, self.numbers = {}, [], {}

    def learn(self, node, text, piece):
        self.leaves[node, text] = tuple(
            (at, length, self.number_of(each), kind)
            for at, length, each, kind in leaves(piece)
        )

    def number_of(self, node):
        if node not in self.numbers:
            self.numbers[node] = len(self.nodes)
            self.nodes.append(node)
        return self.numbers[node]

    def told(self, node, text):
        """Give [(offset, length, node, kind)] of a text, or None."""
        found = self.leaves.get((node, text))
        return found and [(at, n, self.nodes[number], k) for at, n, number, k in found]


_memory = [Made()]


def notice(node, text, piece):
    """Remember how a text was made, or find out how it once was."""
    made = _memory[0]
    if not piece.children:
        piece.made = made, text
    elif not piece.is_lost and len(text) <= LONGEST_MADE:
        if len(made.leaves) >= MOST_MADE:
            # Another one; who is reading this one may go on.
            made = _memory[0] = Made()
        made.learn(node, text, piece)


def told(piece):
    """Give how the text of a piece was once made, or None."""
    made, text = piece.made or (None, None)
    return made and made.told(piece.node, text)


def forget():
    _memory[0] = Made()
