"""Models and SQL: what was asked of the database, and which lines asked for it."""

import re
from collections import Counter

from .. import sources
from .wording import listed, milliseconds, plural

WHY = (
    "A model is a table, described in Python: views ask it for objects, and it writes the "
    "SQL. So what a thing is, and who may see it, is decided in one place."
)
COLUMNS = re.compile(r"SELECT (?:DISTINCT )?(.*?) FROM\b", re.S)
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
    of = Counter(row["model"] for row in rows if row["model"])
    return {
        "happened": happened(said, rows, of),
        "why": WHY,
        "queries": said,
        "rows": rows,
        "groups": groups,
        "longest": max([row["took"] for row in rows], default=0) or 1,
        "models": [
            {"label": label, "count": count, "place": sources.place_of_model(label)}
            for label, count in of.most_common(20)
        ],
    }


def happened(said, rows, of):
    if not said["count"]:
        return "Nothing was asked of the database: this page needed no model."
    brought = sum(row["rows"] or 0 for row in rows)
    about = f" of {listed(name.rpartition('.')[2] for name in of)}" if of else ""
    return (
        f"{plural(said['count'], 'query', 'queries')} went to the database, and took "
        f"{milliseconds(said['time'])}. {'They' if said['count'] > 1 else 'It'} brought "
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
    found = COLUMNS.match(sql)
    if not found or len(found[1]) < LONG:
        return sql
    count = found[1].count(", ") + 1
    return f"SELECT … {count} columns … FROM{sql[found.end() :]}"


def template_names(found):
    return [each["name"] for each in found["templates"].get("sources", [])]


def template_of(said, names):
    """Name the template of {"template", "line"}: an index that may have been cut."""
    index = said and said["template"]
    return names[index] if index is not None and index < len(names) else None


ROOMS = (("models", "M", "Models and SQL", models),)
