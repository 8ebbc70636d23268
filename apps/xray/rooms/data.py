"""Models and SQL: what was asked of the database, and which lines asked for it."""

import re
from collections import Counter

from .. import sources, stations
from ..strip import database_time
from .wording import listed, milliseconds, plural

WHY = (
    "A model is a table, described in Python: views ask it for objects, and it writes the "
    "SQL. So what a thing is, and who may see it, is decided in one place."
)
MARKS = re.compile(r"[()]|, | FROM ")
LONG = 120


def models(found):
    """Each query, those that repeat each other, and the models behind them."""
    said = found["queries"]
    names = template_names(found)
    rows = [query(row, names) for row in said["rows"]]
    groups = [
        group | {"template_name": template_of(group["template"], names)}
        for group in said["groups"]
    ]
    asked = Counter(row["model"] for row in rows if row["model"])
    of = {label: asked[label] for label in stations.labels(found)}
    return {
        "happened": happened(said, rows, of, database_time(found)),
        "why": WHY,
        "queries": said,
        "rows": rows,
        "groups": groups,
        "longest": max([row["took"] for row in rows], default=0) or 1,
        "models": [
            {"label": label, "count": count, "place": sources.place_of_model(label)}
            for label, count in list(of.items())[:20]
        ],
    }


def happened(said, rows, of, time):
    if not said["count"]:
        return "Nothing was asked of the database: this page needed no model."
    brought = sum(row["rows"] or 0 for row in rows)
    about = f" of {listed(name.rpartition('.')[2] for name in of)}" if of else ""
    return (
        f"{plural(said['count'], 'query', 'queries')} went to the database, and took "
        f"{milliseconds(time)}. {'They' if said['count'] > 1 else 'It'} brought "
        f"{plural(brought, 'row')}{about}."
    )


def query(row, names):
    took = row["time"] + (row["fetch_time"] or 0)
    return row | {
        "took": took,
        "number": row["n"] + 1,
        "template_name": template_of(row["template"], names),
        "place": row["trail"][0] if row["trail"] else None,
        "title": title(row),
        "short": short(row["sql"]),
        "has_plan": row["kind"] == "SELECT" and not row["many"],
    }


def title(row):
    """Name a query in a few words: SELECT Topic."""
    model = (row["model"] or "").rpartition(".")[2]
    return f"{row['kind']} {model}".strip() or "SQL"


def short(sql):
    """Write a query without the names of all its columns, which say least."""
    if not sql.startswith("SELECT "):
        return sql
    depth = count = 0
    for found in MARKS.finditer(sql):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if not depth and found[0] == ", ":
            count += 1
        if not depth and found[0] == " FROM ":
            if found.start() < LONG:
                return sql
            return f"SELECT … {count + 1} columns …{sql[found.start() :]}"
    return sql


def template_names(found):
    return [each["name"] for each in found["templates"].get("sources", [])]


def template_of(said, names):
    """Name the template of {"template", "line"}: an index that may have been cut."""
    index = said and said["template"]
    return names[index] if index is not None and index < len(names) else None


ROOMS = (("models", "M", "Models and SQL", models),)
