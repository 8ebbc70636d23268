"""Which line of which template made which elements of the page."""

from collections import Counter
from urllib.parse import quote, urlencode

from . import sources

MOST_LINES = 600  # of all templates that are shown
MOST_TAGS = 6  # of one line


def by_template(found, with_source):
    """Give the templates, each with the lines that made elements, and which."""
    made = {}
    for tag, _, template, line, _ in found["page"]["elements"]:
        made.setdefault(template, {}).setdefault(line, Counter())[tag] += 1
    shown, left = [], MOST_LINES
    for index, source in enumerate(found["templates"].get("sources", [])):
        if index not in made or left <= 0:
            continue
        text = sources.template_lines(found, index) if with_source else None
        lines = [
            {
                "number": number,
                "text": text[number - 1] if text and number <= len(text) else None,
                "tags": tags(counts),
            }
            for number, counts in sorted(made[index].items())[:left]
        ]
        left -= len(lines)
        count = sum(sum(each.values()) for each in made[index].values())
        shown.append(
            source | {"index": index, "lines": lines, "count": count, "has_text": text}
        )
    return shown


def tags(counts):
    """Give the commonest tags of a line, with how many of each."""
    found = [{"tag": tag, "count": n} for tag, n in counts.most_common(MOST_TAGS)]
    return {"shown": found, "more": max(len(counts) - MOST_TAGS, 0)}


def address(found):
    """Give the address to look at the page once more; None if the trace cannot know it.

    Only of a page that a GET showed, and only where nothing of its address is held back.
    """
    asked, answered = found["request"], found["response"]
    is_page = (answered["type"] or "").startswith("text/html")
    if asked["method"] != "GET" or answered["status"] != 200 or not is_page:
        return None
    if "…" in asked["path"] or any(each["redacted"] for each in asked["query"]):
        return None
    if not found["page"]["elements"] or not asked["path"].startswith("/"):
        return None
    query = urlencode([(each["name"], each["value"]) for each in asked["query"]])
    path = "/" + quote(asked["path"].lstrip("/"), safe="/~!$&'()*+,;=:@")
    return f"{path}?{query}" if query else path
