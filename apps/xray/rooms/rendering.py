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
    name = first["name"] if first else "A template"
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
    """Give the renders as rows of a tree: the depth, and how many alike stand in a row."""
    children = {}
    for number, render in enumerate(renders):
        children.setdefault(render["parent"], []).append((number, render))
    rows = []
    grow(None, 0, children, names, rows)
    return rows[:MOST]


def grow(parent, depth, children, names, rows):
    before = None
    for number, render in children.get(parent, []):
        row = branch(number, render, depth, names)
        is_leaf = number not in children
        if before and is_leaf and before["key"] == row["key"]:
            before["count"] += 1
            before["time"] = (before["time"] or 0) + (row["time"] or 0)
            before["bytes"] += row["bytes"]
            continue
        rows.append(row)
        before = row if is_leaf else None
        if depth < DEEPEST and len(rows) < MOST:
            grow(number, depth + 1, children, names, rows)


def branch(number, render, depth, names):
    def named(index):
        return names[index] if index is not None and index < len(names) else None

    kind = render["kind"]
    return {
        "key": (kind, render["name"], render["template"], render["line"]),
        "kind": KINDS.get(kind, kind),
        "name": render["name"],
        "template": named(render["template"]),
        "source": render["template"],
        "line": render["line"],
        "into": named(render["into"]),
        "depth": depth,
        "time": render["time"],
        "bytes": render["length"] or 0,
        "count": 1,
    }


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
