"""Code in colour: Pygments' short classes, no inline style, bounded size."""

import functools
import html
import itertools
import re

from pygments.lexers import find_lexer_class_by_name
from pygments.token import STANDARD_TYPES

# What people write after ``` and the Pygments lexer for it. Only these: a lexer is
# a pile of regular expressions, and each of these was tried with hostile input.
# C, C++, C#, Java and systemd's are not: they take seconds to minutes for a page of
# nonsense.
LANGUAGES = {
    name: lexer
    for lexer, names in {
        "bash": ["bash", "sh", "shell", "zsh"],
        "console": ["console", "shell-session", "terminal"],
        "css": ["css"],
        "diff": ["diff", "patch"],
        "docker": ["dockerfile", "docker"],
        "go": ["go", "golang"],
        "html": ["html"],
        "html+django": ["django", "jinja", "jinja2", "html+django", "html+jinja"],
        "http": ["http"],
        "ini": ["ini", "cfg", "conf", "uwsgi", "systemd", "service"],
        "javascript": ["javascript", "js", "mjs", "jsx"],
        "json": ["json", "jsonc"],
        "kotlin": ["kotlin", "kt"],
        "lua": ["lua"],
        "make": ["make", "makefile"],
        "markdown": ["markdown", "md"],
        "nginx": ["nginx"],
        "perl": ["perl", "pl", "cgi"],
        "php": ["php"],
        "postgres": ["postgresql", "postgres", "psql"],
        "powershell": ["powershell", "ps1"],
        "pycon": ["pycon", "doctest"],
        "pytb": ["pytb", "traceback"],
        "python": ["python", "py", "python3", "wsgi"],
        "ruby": ["ruby", "rb"],
        "rust": ["rust", "rs"],
        "sql": ["sql", "sqlite", "sqlite3"],
        "toml": ["toml"],
        "typescript": ["typescript", "ts", "tsx"],
        "xml": ["xml", "svg"],
        "yaml": ["yaml", "yml"],
    }.items()
    for name in names
}
CLASSES = set(STANDARD_TYPES.values()) - {""}
# Names and punctuation are most of a program and keep the colour of text: no span.
UNCOLOURED = {"", "w", "p", "n", "nx", "o", "esc", "x"}


# Some of those expressions take quadratic time on what no program contains.
MAX_CODE = 6_000
_UNLIKE_CODE = re.compile(
    r"\w{200}|[^\S\n]{200}|[^\w\s]{200}|(?:\n[^\S\n]*){20}|.{1000}"
)


def highlight(code, language):
    """Escape code, with a span around what has a colour in a known language."""
    escaped = html.escape(code, quote=False)
    if language not in LANGUAGES or len(code) > MAX_CODE or _UNLIKE_CODE.search(code):
        return escaped
    lexer = _lexer_class(language)(stripnl=False)
    spans = "".join(_spans(lexer.get_tokens(code)))
    # “1+1+1+…” would be twenty times as long in colour.
    return spans if len(spans) < 10 * len(code) + 500 else escaped


@functools.cache
def _lexer_class(language):
    return find_lexer_class_by_name(LANGUAGES[language])


def _spans(tokens):
    for role, run in itertools.groupby(tokens, lambda token: _role(token[0])):
        code = html.escape("".join(part for _, part in run), quote=False)
        yield code if role in UNCOLOURED else f'<span class="{role}">{code}</span>'


@functools.cache
def _role(token_type):
    """Find the short class of a token type, or of the nearest one above it."""
    while token_type not in STANDARD_TYPES:
        token_type = token_type.parent
    return STANDARD_TYPES[token_type]


def highlight_lines(code, language):
    """Give the lines of a file of the project's own, each as whole HTML.

    It is no stranger's text, so it has none of the bounds above.
    """
    if language not in LANGUAGES:
        return html.escape(code, quote=False).split("\n")
    lines = [""]
    for kind, text in _lexer_class(language)(stripnl=False).get_tokens(code):
        role = _role(kind)
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append("")
            escaped = html.escape(part, quote=False)
            is_plain = role in UNCOLOURED or not part
            lines[-1] += (
                escaped if is_plain else f'<span class="{role}">{escaped}</span>'
            )
    # Pygments ends every text with a line break.
    return lines[: code.count("\n") + 1]
