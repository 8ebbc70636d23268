"""How bytes are shown to a person: as text where they are text, else in hex too.

Every line begins with words or bytes, never with drawings: a screen reader says it all.
"""

import re
import textwrap

MOST = 1200  # of text
MOST_HEX = 256
LONGEST_LINE = 200
ROW = 16
# What text is made of: printable ASCII, tab, line ends.
PLAIN = re.compile(rb"[\t\r\n -~]*")


def count(number: int, noun: str, nouns: str = "") -> str:
    """Write "1 byte", "2 bytes"."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def folded(text: str, width: int = 79) -> str:
    """Fold the paragraphs and lists of Markdown for a terminal; code stays as it is."""
    parts = re.findall(r"(?:    .*\n?)+|(?:(?:- )?(?!- |    ).+\n?)+|\n+", text)
    return "".join(part if part[:4].isspace() else _fold(part, width) for part in parts)


def _fold(part, width):
    if not part.strip():
        return part
    items = re.split(r"\n(?=- )", part.rstrip("\n"))
    lines = [
        textwrap.fill(
            " ".join(item.split()),
            width,
            subsequent_indent="  " if item.startswith("- ") else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for item in items
    ]
    return "\n".join(lines) + part[len(part.rstrip("\n")) :]


def lines_of(data: bytes) -> list[str]:
    """Show bytes as lines: text with its line ends visible, and hex where it is not."""
    if not data:
        return ["(nothing)"]
    if PLAIN.fullmatch(data):
        start, left_out, end = _shorten(data, MOST)
        return [*_text(start), *left_out, *_text(end)]
    head, empty, body = data.partition(b"\r\n\r\n")
    if body and PLAIN.fullmatch(head):
        # A head of HTTP, and content that is no ASCII.
        size = count(len(body), "byte")
        return [*_text(head + empty), f"then {size}:", *lines_of(body)]
    if _is_utf8(data):
        # Short enough to compare letters and bytes.
        in_hex = ["in hex:", *_hex(data)] if len(data) <= 4 * ROW else []
        start, left_out, end = _shorten(data, MOST)
        return [*_text(start), *left_out, *_text(end), *in_hex]
    start, left_out, end = _shorten(data, MOST_HEX)
    rows = [*_hex(start), *left_out, *_hex(end, len(data) - len(end))]
    return ["in hex, and as text:", *rows]


def _shorten(data, most):
    """Give beginning, a line about what is left out, and end."""
    if len(data) <= most:
        return data, [], b""
    keep = most // 2 // ROW * ROW
    missing = count(len(data) - 2 * keep, "byte")
    return data[:keep], [f"({missing} more here)"], data[-keep:]


def _text(data):
    text = data.decode("utf-8", "backslashreplace")
    visible = text.replace("\\", "\\\\").replace("\r", "\\r").replace("\t", "\\t")
    visible = "".join(
        c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in visible
    )
    lines = visible.replace("\n", "\\n\n").split("\n")
    return [shortened(line) for line in (lines if lines[-1] else lines[:-1])]


def shortened(line):
    """Leave out the middle of a line that nobody would read."""
    if len(line) <= LONGEST_LINE:
        return line
    start, end = line[:80], line[-40:]
    return f"{start} ({len(line) - 120:,} more here) {end}"


def _hex(data, offset=0):
    for at in range(0, len(data), ROW):
        row = data[at : at + ROW]
        text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        yield f"byte {offset + at:4}: {row.hex(' '):<{ROW * 3}} {text}"


def _is_utf8(data):
    """Say whether it is text in UTF-8, without control characters but line ends."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return all(c.isprintable() or c in "\t\r\n" for c in text)


def difference(got: bytes, expected: bytes) -> str:
    """Say where two strings of bytes part."""
    pairs = enumerate(zip(got, expected, strict=False))
    at = next(
        (i for i, (a, b) in pairs if a != b),
        min(len(got), len(expected)),
    )
    if at == len(got):
        return f"It stops after {count(at, 'byte')} of {len(expected):,}."
    if at == len(expected):
        return f"After the {count(at, 'byte')} expected, there are more."
    return (
        f"The first difference is at byte {at:,}: "
        f"{got[at : at + 1]!r} in place of {expected[at : at + 1]!r}."
    )
