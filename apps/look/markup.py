"""The one door for text that comes from people: Markdown in, safe HTML out.

    markdown-it-py  →  tidy  →  render  →  nh3  →  stored in the database

markdown-it-py parses (CommonMark, tables, strikethrough, bare links) with HTML off: a tag that somebody types is shown, not obeyed. nh3 is the last gate
and trusts nothing before it: what is not on its list does not pass. Only that HTML
is ever marked safe, by `stored`.

`render` raises nothing and takes bounded time. Text that would cost too much,
nests too deeply or swells too far (thousands of brackets, say) is shown as it was
typed, in plain paragraphs.
"""

import html
import json
import logging
import re

import nh3
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline

from . import figures, mentions
from .highlight import CLASSES, LANGUAGES, highlight
from .tidy import tidy

logger = logging.getLogger(__name__)

# A comment may hold 20,000 characters, and a page shows twenty comments.
MAX_TEXT = 50_000
MAX_HTML = 250_000
MAX_STEPS = 40_000
MAX_BLOCKS_DEEP = 12
# A line of code that a phone of 320 pixels may not have room for.
NARROW = 24


# A link to this site itself: from <a to the slash of its address.
_INWARD = re.compile(r"""(<[a-z]+(?:\s[^<>]*)?\s(?:href|src)=")/(?!/)""")


# The doors


def render(text, top=3, called=None, pictures=None):
    """Turn somebody's Markdown into HTML that is safe to store and to show.

    `top` is the level of its highest heading, below those that the page has.
    `called`, a mentions.Called, links the people whom the text calls by name;
    `pictures`, by their names, are those that it may show (figures.show).
    """
    text = printable(text)
    tokens = _parse(text, top)
    if called and tokens:
        called.link(tokens)
    if pictures and tokens:
        figures.show(tokens, pictures)
    page = _markdown.renderer.render(tokens or [], _markdown.options, {})
    if tokens is None or len(page) > MAX_HTML:
        page = _as_typed(text)
    # Once more: &#x202e; has become a character, and so have %-escapes in links.
    return _strip(_cleaner.clean(page)).strip()


def render_own(text, top=2, visit=None):
    """Turn Markdown of the project's own files into HTML that is safe to show.

    The same way with the same last gate; but headings may have ids, quotes are set as
    “quotes”, and links need not tell search engines that nobody vouches for them. `visit` may change the
    tokens. Text that is too much is an error here, not something to be shown.
    """
    tokens = _parse(text, top, _own_markdown)
    if tokens is None:
        raise ValueError("This text cannot be parsed within bounds.")
    if visit:
        visit(tokens)
    page = _markdown.renderer.render(tokens, _markdown.options, {})
    return mark_safe(_own_cleaner.clean(page).strip())


def stored(html):
    """Vouch for HTML that `render` made and the database kept."""
    return mark_safe(html)


def own(html):
    """Vouch for HTML that the project made of its own files: code in colour, drawings."""
    return mark_safe(html)


def abroad(html):
    """Give HTML that `render` made for a place outside the site: its own links are whole.

    An angle bracket in it begins a tag; one in a text is written &lt;.
    """
    return mark_safe(_INWARD.sub(lambda m: f"{m[1]}{settings.SITE_URL}/", html))


def data_block(facts):
    """Give a <script> that holds data for machines and runs nothing: JSON-LD.

    Like Django's json_script: no tag can begin or end within it.
    """
    text = json.dumps(facts, ensure_ascii=False).translate(_AS_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


_AS_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


def words(text, length):
    """Give the beginning of what `render` made in words, without its marks."""
    return _beginning(html.unescape(strip_tags(text)), length)


def plain(text, length):
    """Give the beginning of a Markdown text in words, for lists and previews."""
    return _beginning(readable(text)[0], length)


def _beginning(text, length):
    words = " ".join(text.split())
    if len(words) <= length:
        return words
    cut = words[:length]
    # Chinese has no spaces to cut at; nor has one endless word.
    head, _, _ = cut.rpartition(" ")
    return (head if len(head) > length // 2 else cut[:-1]).rstrip() + "…"


def readable(text):
    """Give a Markdown text as (words, addresses): what it says, where it points.

    Words keep their order and blocks their line breaks; marks such as ** are gone.
    """
    text = printable(text)
    tokens = _parse(text)
    if tokens is None:
        return text, []
    words, addresses = [], []
    for token in _leaves(tokens):
        if token.type == "link_open":
            addresses.append(token.attrs["href"])
        elif token.type in {"softbreak", "hardbreak", "inline"}:
            words.append("\n")
        else:
            words.append(token.content)
    return _strip("".join(words)).strip(), addresses


def _leaves(tokens):
    """Walk a parsed text in reading order; an "inline" stands for its end."""
    for token in tokens:
        yield from token.children or []
        if token.children or token.content:
            yield token


# What forms accept


def clean_text(text):
    """Give a text as the database keeps it, or say why it cannot be kept.

    For a form's clean method. Line ends become \\n; control characters that no
    page can show are dropped.
    """
    if "\0" in text:
        raise ValidationError(
            "The text contains a NUL character, which cannot be kept. "
            "Was part of a binary file pasted?",
            code="nul",
        )
    if _SURROGATE.search(text):
        raise ValidationError(
            "The text contains half a character (a lone surrogate). "
            "Please paste it again.",
            code="surrogate",
        )
    return _UNPRINTABLE.sub("", _NEWLINE.sub("\n", text))


def clean_line(text):
    """Give a title or a name as the database keeps it: one line, no hidden turns."""
    line = " ".join(_BIDI.sub("", clean_text(text)).split())
    if text and not line:
        raise ValidationError("Nothing in this line can be seen.", code="unseen")
    return line


# Characters

_NEWLINE = re.compile("\r\n?|[\u2028\u2029\x85]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Overrides and isolates make a text read other than it is (“Trojan source”).
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
# What HTML forbids: controls but tab and newline, and noncharacters.
_NONCHARACTERS = "".join(
    chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000)
)
_UNPRINTABLE = re.compile(f"[\0-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef{_NONCHARACTERS}]")


def printable(text):
    """Leave out what no page can show, and what makes a text read other than it is.

    For a text that is shown as it was typed; render and readable see to it themselves.
    """
    return _strip(_SURROGATE.sub("", _NEWLINE.sub("\n", text)))


def _strip(text):
    return _BIDI.sub("", _UNPRINTABLE.sub("", text))


# Parsing, within bounds


class TooMuch(Exception):
    """A text asks for more work, depth or output than a comment is worth."""


class _Env(dict):
    """What markdown-it carries through one parse; here also a count of its steps."""

    steps = 0

    def spend(self, steps):
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise TooMuch


class _BlockParser(ParserBlock):
    def tokenize(self, state, start, end):
        # Left alone, markdown-it drops what is nested deeper: words would vanish.
        if state.level >= MAX_BLOCKS_DEEP:
            raise TooMuch
        super().tokenize(state, start, end)


class _InlineParser(ParserInline):
    def parse(self, source, markdown, env, tokens):
        env.spend(5)  # a paragraph, a heading, a cell of a table
        return super().parse(source, markdown, env, tokens)

    def skipToken(self, state):
        state.env.spend(1)
        super().skipToken(state)


def _parse(text, top=3, markdown=None):
    """Give markdown-it's tokens, tidied; None if the text is too much."""
    if len(text) > MAX_TEXT:
        return None
    try:
        return tidy((markdown or _markdown).parse(text, _Env()), text, top)
    except TooMuch:
        return None
    except Exception:
        # A fault in a parser must not keep a person from speaking.
        logger.exception("A text could not be parsed as Markdown")
        return None


_SCHEME = re.compile(r"https?:|mailto:|(?![^/?#]*:)", re.IGNORECASE)


def _is_address(address):
    """Accept http, https, mailto and addresses within this site."""
    return bool(_SCHEME.match(address))


_BARE_SCHEME = re.compile(r"(?<![a-z0-9_.+-])https?$", re.IGNORECASE)
# To the next space, bracket or Chinese full stop.
_BARE_REST = re.compile(r"://\w[^\s<>\"`{|}\\^，。、；：！？（）「」『』【】《》…“”]*")


def _bare_link(state, silent):
    """Link an address that somebody just typed, as GitHub does.

    Only with http:// or https:// before it. Guessing would link settings.py to
    Paraguay. (linkify-it takes quadratic time on some texts.)
    """
    found = _BARE_REST.match(state.src, state.pos)
    scheme = found and _BARE_SCHEME.search(state.src[max(state.pos - 6, 0) : state.pos])
    if not scheme or state.linkLevel:
        return False
    rest = _without_closing_marks(found[0])
    if not silent:
        if not state.pending.endswith(scheme[0]):
            return False
        state.pending = state.pending.removesuffix(scheme[0])
        address = scheme[0] + rest
        state.push("link_open", "a", 1).attrs = {
            "href": state.md.normalizeLink(address)
        }
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1)
    state.pos += len(rest)
    return True


def _without_closing_marks(address):
    """Leave the full stop to the sentence, and a bracket that it did not open."""
    surplus = address.count(")") - address.count("(")
    while True:
        shorter = address.rstrip("?!.,:;*_~'")
        if shorter.endswith(")") and surplus > 0:
            shorter = shorter[:-1]
            surplus -= 1
        if shorter == address:
            return address
        address = shorter


# Rendering


def _fence(renderer, tokens, index, options, env):
    token = tokens[index]
    return _code(token, *token.info.lower().split()[:1])


def _indented_code(renderer, tokens, index, options, env):
    return _code(tokens[index])


def _code(token, language=""):
    attributes = ' class="code"'
    if language in LANGUAGES:
        attributes += f' data-language="{language}"'
    if "dir" in token.attrs:
        attributes += f' dir="{token.attrs["dir"]}"'
    if any(len(line) > NARROW for line in token.content.split("\n")):
        # What scrolls sideways must be within reach of the keyboard.
        attributes += ' tabindex="0" role="group" aria-label="Code"'
    return f"<pre{attributes}><code>{highlight(token.content, language)}</code></pre>\n"


def _table_open(renderer, tokens, index, options, env):
    attributes = 'class="table-scroll" tabindex="0" role="group" aria-label="Table"'
    return f"<div {attributes}><table>\n"


def _table_close(renderer, tokens, index, options, env):
    return "</table></div>\n"


def _mention(renderer, tokens, index, options, env):
    return html.escape(tokens[index].content)


def _checkbox(renderer, tokens, index, options, env):
    if tokens[index].info == "done":
        return '<input type="checkbox" checked disabled aria-label="done"> '
    return '<input type="checkbox" disabled aria-label="to do"> '


def _as_typed(text):
    """Show a text that cannot be rendered within bounds in plain paragraphs."""
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT - 1] + "…"
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.strip())
    return "\n".join(
        f"<p>{html.escape(paragraph, quote=False)}</p>".replace("\n", "<br>")
        for paragraph in paragraphs
    )


# The machines, made once


def _make_markdown():
    markdown = MarkdownIt("commonmark")
    markdown.block, markdown.inline = _BlockParser(), _InlineParser()
    markdown.configure("commonmark", {"html": False})
    markdown.enable(["table", "strikethrough"])
    markdown.inline.ruler.after("text", "bare_link", _bare_link)
    markdown.inline.ruler.after("bare_link", "mention", mentions.rule)
    markdown.validateLink = _is_address
    markdown.add_render_rule("fence", _fence)
    markdown.add_render_rule("code_block", _indented_code)
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("table_close", _table_close)
    markdown.add_render_rule("checkbox", _checkbox)
    markdown.add_render_rule("mention", _mention)
    markdown.add_render_rule("picture", figures.draw)
    return markdown


_markdown = _make_markdown()
# What people typed stays as they typed it; our own text gets its “quotes”.
_own_markdown = _make_markdown().enable("smartquotes")
_own_markdown.options["typographer"] = True
_GATE = {
    "tags": {
        *("h2", "h3", "h4", "h5", "h6", "p", "blockquote", "pre", "hr", "br", "div"),
        *("ul", "ol", "li", "input"),
        *("table", "thead", "tbody", "tr", "th", "td"),
        *("a", "em", "strong", "s", "code", "span", "img"),
    },
    "attributes": {
        "a": {"href", "title", "dir"},
        "code": {"dir"},
        "img": {"src", "alt", "width", "height", "loading"},
        "div": {"tabindex", "role", "aria-label"},
        "input": {"checked", "disabled", "aria-label"},
        "ol": {"start", "dir"},
        "pre": {"data-language", "dir", "tabindex", "role", "aria-label"},
        "th": {"scope", "dir"},
        **dict.fromkeys(
            ["h2", "h3", "h4", "h5", "h6", "p", "blockquote", "td", "ul"], {"dir"}
        ),
    },
    "attribute_filter": figures.only_own,
    "tag_attribute_values": {"input": {"type": {"checkbox"}}},
    "allowed_classes": {
        "a": {"mention"},
        "div": {"table-scroll"},
        "li": {"task-list-item"},
        "ol": {"contains-task-list"},
        "pre": {"code"},
        "span": CLASSES,
        "td": {"align-center", "align-right"},
        "th": {"align-center", "align-right"},
        "ul": {"contains-task-list"},
    },
    "url_schemes": {"http", "https", "mailto"},
}
_cleaner = nh3.Cleaner(**_GATE, link_rel="nofollow ugc noopener")
_own_cleaner = nh3.Cleaner(
    **_GATE
    | {
        "attributes": _GATE["attributes"]
        | {tag: {"id", "dir"} for tag in ("h2", "h3", "h4")},
        "allowed_classes": _GATE["allowed_classes"] | {"a": {"term"}},
    },
    link_rel=None,
)
