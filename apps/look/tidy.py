"""Make markdown-it's tokens fit a page that has a frame of its own."""

import re
from itertools import pairwise

from markdown_it.token import Token

from . import figures

MAX_MARKS_DEEP = 8
_RIGHT_TO_LEFT = (
    "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff"
)
_HAS_RIGHT_TO_LEFT = re.compile(f"[{_RIGHT_TO_LEFT}]")
_FIRST_STRONG = re.compile(f"([{_RIGHT_TO_LEFT}])|[^\\W\\d_]")
_TASK = re.compile(r"\[([ xX])\]\s")
_LISTS = {"bullet_list_open", "ordered_list_open", "blockquote_open"}
_TEXTS = {"paragraph_open", "heading_open", "th_open", "td_open"}
_CODE = {"fence", "code_block"}


def tidy(tokens, text, top):
    """Bring a parsed text into the shape that a page wants."""
    tokens = _without_empty_headings(tokens)
    _nest_headings(tokens, top)
    _label_tables(tokens)
    _check_boxes(tokens)
    for token in tokens:
        if token.type == "inline":
            token.children = _tidy_inline(token.children)
    if _HAS_RIGHT_TO_LEFT.search(text):
        _set_directions(tokens)
    return tokens


def _without_empty_headings(tokens):
    """Drop “#” with nothing behind it: a heading that says nothing."""
    kept, skip = [], 0
    for token, following in pairwise([*tokens, None]):
        if token.type == "heading_open" and not following.content:
            skip = 3  # its opening, its text, its end
        if skip:
            skip -= 1
        else:
            kept.append(token)
    return kept


def _nest_headings(tokens, top):
    """Begin under the headings of the page, and never skip a level."""
    levels = []
    for token in tokens:
        if token.type == "heading_open":
            while levels and levels[-1] >= token.tag:
                levels.pop()
            levels.append(token.tag)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(top - 1 + len(levels), 6)}"


def _label_tables(tokens):
    tag = "th"
    for token, following in pairwise([*tokens, None]):
        if token.type in {"th_open", "td_open"}:
            # The site's CSP forbids style="text-align:…".
            align = token.attrs.pop("style", "").removeprefix("text-align:")
            if align in {"center", "right"}:
                token.attrs["class"] = f"align-{align}"
        if token.type == "th_open":
            # An empty corner of a table is no heading.
            tag = token.tag = "th" if following.content else "td"
            if tag == "th":
                token.attrs["scope"] = "col"
        if token.type == "th_close":
            token.tag = tag


def _check_boxes(tokens):
    """Turn “- [x] water the plants” into a task with its box."""
    lists = []
    for item, paragraph, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if item.type in {"bullet_list_open", "ordered_list_open"}:
            lists.append(item)
        elif item.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        if item.type != "list_item_open" or paragraph.type != "paragraph_open":
            continue
        if task := _TASK.match(inline.content):
            item.attrs["class"] = "task-list-item"
            lists[-1].attrs["class"] = "contains-task-list"
            first = inline.children[0]
            first.content = first.content.removeprefix(task[0])
            box = Token("checkbox", "input", 0, info="done" if task[1] != " " else "")
            inline.children.insert(0, box)


def _tidy_inline(children):
    """Show pictures as links, name nameless links, keep marks shallow."""
    kept, depth, in_link = [], 0, False
    for token in children:
        if token.tag == "a":
            in_link = token.nesting == 1
            if token.nesting == -1 and kept[-1].type == "link_open":
                kept.append(_text(kept[-1].attrs["href"]))
        depth += token.nesting == 1
        if token.type == "image":
            kept += _picture(token, in_link)
        elif token.nesting == 0 or token.tag == "a" or depth <= MAX_MARKS_DEEP:
            kept.append(token)
        depth -= token.nesting == -1
    return kept


def _picture(token, in_link):
    """Give a picture's words, linked to it: no stranger's server is asked.

    One of the site's own may be shown; whether it is, figures.show says.
    """
    address = token.attrs["src"]
    words = "".join(part.content for part in token.children or [])
    if figures.ADDRESS.fullmatch(address):
        own = {"attrs": {"src": address}, "meta": {"in_link": in_link}}
        return [Token("picture", "", 0, content=words, **own)]
    words = _text(words or address)
    if in_link or not address:
        return [words]
    opening = Token("link_open", "a", 1, attrs={"href": address})
    return [opening, words, Token("link_close", "a", -1)]


def _text(content):
    return Token("text", "", 0, content=content)


def _set_directions(tokens):
    """Let each block of a text with Arabic or Hebrew run the way it reads.

    A paragraph goes by its own first letter. A list or a quote must be told:
    dir="auto" does not look at descendants that have a direction themselves.
    """
    waiting = []
    for token in tokens:
        if token.type in _TEXTS:
            token.attrs["dir"] = "auto"
        elif token.type in _CODE:
            token.attrs["dir"] = "ltr"
        elif token.type in _LISTS:
            waiting.append(token)
        elif token.type == "inline":
            _set_code_directions(token.children)
            if found := _FIRST_STRONG.search(token.content):
                for container in waiting:
                    container.attrs["dir"] = "rtl" if found[1] else "ltr"
                waiting.clear()


def _set_code_directions(children):
    for token in children:
        if token.type == "code_inline":
            token.attrs["dir"] = "ltr"
