"""Python with the kinds of its words, for a stylesheet to colour: no package needed.

The names of the classes are those of Pygments, which many sites have colours for.
"""

import io
import keyword
import tokenize

WORDS, NOTE, TEXT, NUMBER = "k", "c1", "s", "m"
KINDS = {
    tokenize.COMMENT: NOTE,
    tokenize.STRING: TEXT,
    tokenize.NUMBER: NUMBER,
}
# The pieces of an f-string, from Python 3.12 on.
for _name in "FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END":
    if hasattr(tokenize, _name):
        KINDS[getattr(tokenize, _name)] = TEXT


def coloured(lines):
    """Give each line as [(kind, text)…]; a file that is no Python stays without kinds."""
    try:
        marks = list(marked(lines))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        marks = []
    by_line = {}
    for number, start, end, kind in marks:
        by_line.setdefault(number, []).append((start, end, kind))
    return [list(pieces(line, by_line.get(n, []))) for n, line in enumerate(lines, 1)]


def marked(lines):
    """Give (line, from column, to column, kind) of what has a colour."""
    text = "\n".join(lines) + "\n"
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        kind = KINDS.get(token.type)
        if token.type == tokenize.NAME and keyword.iskeyword(token.string):
            kind = WORDS
        if kind is None:
            continue
        (first, left), (last, right) = token.start, token.end
        for number in range(first, min(last, len(lines)) + 1):
            start = left if number == first else 0
            end = right if number == last else len(lines[number - 1])
            yield number, start, end, kind


def pieces(line, marks):
    place = 0
    for start, end, kind in sorted(marks):
        if start > place:
            yield "", line[place:start]
        if end > max(start, place):
            yield kind, line[max(start, place) : end]
            place = end
    if place < len(line):
        yield "", line[place:]
