"""Live code: the current source of a symbol, of a marked region or of a whole file.

    apps/forum/views.py#topic_detail           a function, a class, a name at the top
    apps/forum/models/topic.py#Topic.reply     what is inside a class
    apps/forum/urls.py#topic_detail            the pattern that has this name
    apps/look/templates/look/base.html#content a block of a template
    deploy/nginx/server.conf#names             from `# region names` to `# endregion`
    myweb/wsgi.py                              the whole file

Nothing is copied into a lesson, so nothing there can be out of date. What is not
found is an error.
"""

import ast
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from apps.look import markup
from apps.look.highlight import highlight_lines

ROOT = Path(__file__).resolve().parents[3]
# Where the code of the project lies; nothing else is ever shown.
SHOWN = ("apps/", "myweb/", "deploy/", "static/", "tests/", "docs/")
TOP = {"manage.py", "myweb_uwsgi.ini", "Makefile", "requirements-site.txt"}
LANGUAGES = {
    ".py": "python",
    ".html": "django",
    ".css": "css",
    ".js": "javascript",
    ".ini": "ini",
    ".conf": "nginx",
    ".service": "ini",
    ".timer": "ini",
    ".sh": "bash",
    ".toml": "toml",
    ".md": "markdown",
    ".txt": "text",
    ".sql": "sql",
    "": "bash",
}
# Whose work a file does, by its path: the first that fits. A lesson may say another.
ROLES = [
    (re.compile(r"^(deploy/|myweb_uwsgi\.ini)"), "S"),
    (re.compile(r"/templates/"), "T"),
    (re.compile(r"/(models?|managers|querysets)(/|\.py)|/migrations/"), "M"),
    (re.compile(r"(^|/)(urls|settings|wsgi|middleware|context|apps)\.py$"), "F"),
    (re.compile(r"(^|/|_)views\.py$"), "V"),
]
_REGION = re.compile(r"\s*(?:#|//|/\*|<!--|\{#)\s*(end)?region\b[ :]*([\w-]+)?")
_BLOCK = re.compile(r"\{%-?\s*(end)?block(?:\s+(\w+))?\s*-?%\}")


class NotThere(LookupError):
    """A file or a symbol in it that is named and is not there."""


@dataclass(frozen=True)
class Source:
    """A file of the project, in colour, line by line."""

    path: str
    text: str
    lines: tuple  # of HTML

    @property
    def role(self):
        return next((role for sign, role in ROLES if sign.search(self.path)), "")

    def excerpt(self, symbol="", role=""):
        first, last = find(self.text, self.path, symbol)
        return Excerpt(self, symbol, first, last, role or self.role)


@dataclass(frozen=True)
class Excerpt:
    """Lines of a file, first to last."""

    source: Source
    symbol: str
    first: int
    last: int
    role: str

    @property
    def path(self):
        return self.source.path

    @property
    def lines(self):
        """Give (number, HTML) of each line, without what all are indented by."""
        lines = self.source.lines[self.first - 1 : self.last]
        plain = self.text.split("\n")
        indents = [len(line) - len(line.lstrip()) for line in plain if line.strip()]
        cut = min(indents, default=0)
        indent = re.compile(rf"^((?:<span[^>]*>)*) {{{cut}}}")
        for number, (line, code) in enumerate(zip(lines, plain, strict=True)):
            if not _REGION.match(code):
                yield self.first + number, markup.own(indent.sub(r"\1", line))

    @cached_property
    def html(self):
        """Give the lines as one text: made once, not at each request."""
        return self.numbered("")

    @cached_property
    def html_with_anchors(self):
        return self.numbered(' id="L{}"')

    def numbered(self, anchor):
        return markup.own(
            "".join(
                f'<span class="numbered__line"{anchor.format(number)} '
                f'data-n="{number}">{line}\n</span>'
                for number, line in self.lines
            )
        )

    @property
    def text(self):
        return "\n".join(self.source.text.split("\n")[self.first - 1 : self.last])


def source(path):
    """Read a file of the project; NotThere if it is none that lessons may show."""
    name = path.rpartition("/")[2]
    parts = path.split("/")
    is_ours = path.startswith(SHOWN) or path in TOP
    if not is_ours or any(part in {"", ".."} or part[0] == "." for part in parts):
        raise NotThere(f"{path} is no file of the project that a lesson may show.")
    if Path(name).suffix not in LANGUAGES or not (ROOT / path).is_file():
        raise NotThere(f"There is no file {path}.")
    return _read(path, (ROOT / path).stat().st_mtime_ns)


@lru_cache(512)
def _read(path, changed_at):
    text = (ROOT / path).read_text().rstrip("\n")
    language = LANGUAGES[Path(path).suffix]
    return Source(path, text, tuple(highlight_lines(text, language)))


def find(text, path, symbol):
    """Give (first line, last line) of a symbol."""
    if not symbol:
        return 1, text.count("\n") + 1
    finders = {".py": [_python], ".html": [_template]}
    for finder in [*finders.get(Path(path).suffix, []), _region]:
        if found := finder(text, path, symbol):
            return found
    raise NotThere(f"There is no {symbol} in {path}.")


def _python(text, path, symbol):
    tree = ast.parse(text)
    if path.endswith("urls.py") and (node := _pattern(tree, symbol)):
        return node.lineno, node.end_lineno
    scope = tree
    for name in symbol.split("."):
        scope = next((n for n in getattr(scope, "body", []) if name in _names(n)), None)
        if scope is None:
            return None
    above = getattr(scope, "decorator_list", [])
    return min([scope.lineno, *(d.lineno for d in above)]), scope.end_lineno


def _names(node):
    """Give what a statement defines."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _pattern(tree, name):
    """Find the path(…) that has this name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for word in node.keywords:
                if word.arg == "name" and getattr(word.value, "value", "") == name:
                    return node
    return None


def _template(text, path, symbol):
    lines = text.split("\n")
    first, depth = None, 0
    for number, line in enumerate(lines, 1):
        for mark in _BLOCK.finditer(line):
            if mark[1] is None:
                if first is None and mark[2] == symbol:
                    first, depth = number, 0
                depth += 1
            elif first is not None:
                depth -= 1
                if depth == 0:
                    return first, number
    return None


def _region(text, path, symbol):
    first = None
    for number, line in enumerate(text.split("\n"), 1):
        mark = _REGION.match(line)
        if mark and not mark[1] and mark[2] == symbol:
            first = number + 1
        elif mark and mark[1] and first and mark[2] in {None, symbol}:
            return first, number - 1
    return None
