"""The templates: the tree of what was rendered, and what each was given."""

from .data import template_names
from .wording import milliseconds, plural

WHY = (
    "A template is the page with gaps in it: the view hands over names, and the template "
    "decides how they look. So the page can change without a line of Python."
)
KINDS = {
    "template": "template",
    "extends": "extends",
    "block": "block",
    "include": "include",
    "inclusion": "tag",
    "kept": "kept",
    "widget": "form part",
}
QUOTES = "\"'"
DEEPEST = 40
MOST = 400  # branches that are shown


def templates(found):
    """The tree of renders, with times; what the view handed over."""
    said, page = found["templates"], found["page"]
    if not said["seen"]:
        return {"happened": "X-ray has not seen the templates.", "why": WHY} | empty()
    if not said["count"]:
        happened = "No template was rendered: the answer was made in Python alone."
        return {"happened": happened, "why": WHY} | empty()
    names = template_names(found)
    roots = [r for r in said["renders"] if r["parent"] is None]
    first = max(roots, key=lambda r: r["length"] or 0, default=None)
    name = (first and first["name"]) or "A template"
    made = (
        f" Together they made {plural(page['length'], 'byte')} of HTML."
        if page["length"]
        else ""
    )
    return {
        "happened": (
            f"{name} was rendered, and with it {plural(max(said['count'] - 1, 0), 'part')} "
            f"of other templates, in {milliseconds(said['time'])}.{made}"
        ),
        "why": WHY,
        "templates": said,
        "page": page,
        "tree": tree(said["renders"], names),
        "contexts": contexts(said),
        "sources": said["sources"],
    }  # fmt: skip


def empty():
    return {"tree": [], "contexts": [], "page": {}, "sources": [], "templates": {}}


def tree(renders, names):
    """Give the renders as rows of a tree, with those alike under one parent gathered.

    An include that was rendered for twenty comments is one row, and so is what it includes.
    """
    children = {}
    for number, render in enumerate(renders):
        children.setdefault(render["parent"], []).append((number, render))
    rows = []
    grow([None], 0, children, names, rows)
    return rows


def grow(parents, depth, children, names, rows):
    alike = {}
    for parent in parents:
        for number, render in children.get(parent, []):
            key = render["kind"], render["name"], render["template"], render["line"]
            alike.setdefault(key, []).append((number, render))
    for group in alike.values():
        if len(rows) >= MOST or depth > DEEPEST:
            return
        rows.append(branch([render for _, render in group], depth, names))
        grow([number for number, _ in group], depth + 1, children, names, rows)


def branch(alike, depth, names):
    def named(index):
        return names[index] if index is not None and index < len(names) else None

    render = alike[0]
    return {
        "kind": KINDS.get(render["kind"], render["kind"]),
        "name": title(render),
        "template": named(render["template"]),
        "source": render["template"],
        "line": render["line"],
        "into": named(render["into"]),
        "depth": depth,
        "time": sum(each["time"] or 0 for each in alike),
        "bytes": sum(each["length"] or 0 for each in alike),
        "count": len(alike),
    }


def title(render):
    """Name a render without repeating its kind: include "a.html" is an include."""
    name = render["name"] or "a template without a name"
    kind, _, rest = name.partition(" ")
    if kind != render["kind"] or not rest:
        return name
    file, closed, more = rest[1:].partition(rest[0])
    return f"{file}{more}" if closed and rest[0] in QUOTES else rest


def contexts(said):
    """Give what each template was given: the view's names apart from all others."""
    for each in said["contexts"]:
        index = each["render"]
        of = said["renders"][index]["name"] if index < len(said["renders"]) else None
        yield {
            "name": of,
            "view": [n for n in each["names"] if n["from"] == "view"],
            "processors": [n for n in each["names"] if n["from"] != "view"],
        }


ROOMS = (("templates", "T", "Templates", templates),)
