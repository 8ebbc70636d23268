"""People whom a text calls by name, `@ada`: found while it is parsed, linked then.

The rule runs where markdown-it looks for text, so never in code or in an address.
It leaves a token that reads as it was typed. Called makes links of such tokens:
whom a name means, only an app above knows.
"""

import re

from markdown_it.token import Token

LINKED = 10  # people a text, each as often as called
ASKED = 100  # names that are looked up for them
LONGEST = 40  # characters; 30 of a username, and room for é in two

# Thai, Lao, Burmese, Khmer, kana, Chinese, Hangul: a name ends there without a space.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
    "\U00020000-\U0003ffff"
)
_SEAM = re.compile(f"(?<=[{_UNSPACED}])|(?=[{_UNSPACED}])")
# What \w has not, and names have: signs on letters (é may come as two characters), the
# vowels of Arabic, Hebrew, the scripts of India and its neighbours, and joiners.
_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0971-\u0df3"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ecd\u0f71-\u0f84"
    "\u102b-\u103e\u17b4-\u17d3\u200c\u200d"
)
_NAME = re.compile(f"@([^\\W_][\\w{_MARKS}-]*)")
# Before the @ of an e-mail address, of medium.com/@ada and of @@ada.
_NO_BEGINNING = re.compile(f"(?![{_UNSPACED}])[\\w/@]")
# After @ada in @ada.org, @ada@example.org and @types/node.
_NO_END = re.compile(r"@|[./]\w")


def rule(state, silent):
    """Read a name at this place of a text, as a rule of markdown-it."""
    found = _NAME.match(state.src, state.pos, state.posMax)
    if not found or _NO_END.match(state.src, found.end()):
        return False
    if state.pos and _NO_BEGINNING.match(state.src[state.pos - 1]):
        return False
    typed = found[0].rstrip("-_")
    if not silent:
        state.push("mention", "", 0).content = typed
    state.pos += len(typed)
    return True


class Called:
    """Links the names in one text; afterwards `linked` says to whom, in order.

    `find` is asked once, for all names, and gives those that mean somebody:
    {name: a thing with an address of its own, get_absolute_url()}.
    """

    def __init__(self, find):
        self.find = find
        self.linked = []

    def link(self, tokens):
        """Put links into a parsed text."""
        inlines = [token for token in tokens if token.type == "inline"]
        names = dict.fromkeys(
            name
            for token in inlines
            for mention in _outside_links(token.children)
            for name in spellings(mention.content)
        )
        found = self.find(list(names)[:ASKED]) if names else {}
        for token in inlines if found else ():
            callings = {id(mention) for mention in _outside_links(token.children)}
            token.children = [
                part
                for child in token.children
                for part in (
                    self._parts(child, found) if id(child) in callings else [child]
                )
            ]

    def _parts(self, mention, found):
        """Give the tokens that take the place of a name: a link, and what follows."""
        meant = next((n for n in spellings(mention.content) if n in found), None)
        person = found.get(meant)
        if person is None or (person not in self.linked and len(self.linked) == LINKED):
            return [mention]
        if person not in self.linked:
            self.linked.append(person)
        end = len(meant) + 1
        attrs = {"href": person.get_absolute_url(), "class": "mention", "dir": "auto"}
        return [
            Token("link_open", "a", 1, attrs=attrs),
            Token("text", "", 0, content=mention.content[:end]),
            Token("link_close", "a", -1),
            Token("text", "", 0, content=mention.content[end:]),
        ]


def spellings(typed):
    """Give the names that may be meant by what was typed, the longest first.

    “@艾达你好” may call 艾达你好, 艾达你 or 艾达; “@adam” never calls ada.
    """
    name = typed[1:]
    ends = [
        seam.start() for seam in _SEAM.finditer(name, 2) if seam.start() < len(name)
    ]
    return [
        shorter
        for end in [len(name), *reversed(ends)]
        if end <= LONGEST and len(shorter := name[:end].rstrip("-_")) > 1
    ]


def _outside_links(children):
    in_link = False
    for token in children:
        if token.tag == "a":
            in_link = token.nesting == 1
        elif token.type == "mention" and not in_link:
            yield token
