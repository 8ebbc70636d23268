"""The map of the page: which line of which template made which bytes, which elements."""

import re

MOST_BODY = 2 * 1024 * 1024  # bytes of a page whose elements are listed
OPENING = re.compile(r"<!--|<([a-zA-Z][^\s/>]*)")
QUOTE_OR_END = re.compile("[>\"']")
# Elements in which a "<" opens nothing.
RAW = {
    tag: re.compile(f"</{tag}", re.I)
    for tag in ("script", "style", "textarea", "title", "xmp", "iframe", "noframes")
}


def written(body, flat, why_not):
    """Write the part "page": pieces without gaps, and elements with their lines."""
    pieces, elements = [], []
    if not why_not:
        leaves = complete(flat.leaves, len(body))
        pieces, at = measured(body, leaves, flat.sources)
        elements = list(elements_of(body, leaves, pieces)) if leaves else []
        for row in flat.renders:
            if row["offset"] is not None:
                start, end = row["offset"], row["offset"] + row["length"]
                row["offset"] = at(start)
                row["length"] = at(end) - at(start)
    return {
        "mapped": not why_not,
        "why_not": why_not,
        "length": None if why_not else sum(piece[1] for piece in pieces),
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


def measured(body, leaves, sources):
    """Give the pieces in bytes, and a function from characters to bytes.

    It knows the places where a piece begins or ends, and no others.
    """
    pieces, is_ascii = [], body.isascii()
    at, offset = {0: 0}, 0
    for start, length, node, kind, _ in leaves:
        template, line = (None, None) if node is None else sources.stands(node)
        size = length if is_ascii else len(body[start : start + length].encode())
        pieces.append([offset, size, template, line, kind])
        offset += size
        at[start + length] = offset
    return pieces, at.__getitem__


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
