"""Pages whose cost does not grow: no COUNT(*) over a table, no OFFSET.

Two ways. A topic's comments have numbers, so page 7 is a range of an index
(`number_page`). Any other list is cut by a keyset: the page begins after the last
row of the page before (`keyset_page`), wherever that row stands by now.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.db.models import CharField, DateTimeField, Q
from django.http import Http404

# Lists by moments and ids


@dataclass(frozen=True)
class KeysetPage:
    """Some rows, and the query strings that lead to the rows on either side.

    <a href="?{{ page.older }}">; None where there is nothing more.
    """

    rows: list
    newer: str | None
    older: str | None

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def keyset_page(queryset, params, fields=("-last_comment_at", "-id"), size=20):
    """Cut the page that `params` (request.GET) asks for, with one query.

    `fields` are moments, numbers and words of the rows themselves, in the order shown, all
    one way; the last one is unique, so that rows of one moment do not get lost
    between two pages. They need an index. A link holds the row it starts from:

        ?older=2026-05-01T12:00:00.000123Z,42

    A link that makes no sense shows the first page, and so does one beyond the end.
    """
    key = _Key(queryset.model, fields)
    for direction in ("older", "newer"):
        if position := key.read(params.get(direction, "")):
            page = _page_beside(queryset, params, key, size, direction, position)
            if page.rows:
                return page
    rows = list(queryset.order_by(*fields)[: size + 1])
    older = _link(params, "older", key.write(rows[size - 1])) if rows[size:] else None
    return KeysetPage(rows[:size], None, older)


def _page_beside(queryset, params, key, size, direction, position):
    """Read one row more than fits: it tells whether there is a page after this."""
    rows = list(key.rows_beyond(queryset, direction, position)[: size + 1])
    rows, has_more = rows[:size], len(rows) > size
    if direction == "newer":
        rows.reverse()
    if not rows:
        return KeysetPage([], None, None)
    # Behind us is at least the row that the link came from.
    newer = direction == "older" or has_more
    older = direction == "newer" or has_more
    return KeysetPage(
        rows,
        _link(params, "newer", key.write(rows[0])) if newer else None,
        _link(params, "older", key.write(rows[-1])) if older else None,
    )


def _link(params, direction, position):
    """Keep what else the address asks for, such as ?q=."""
    params = params.copy()
    for name in ("older", "newer", "page"):
        params.pop(name, None)
    params[direction] = position
    return params.urlencode(safe=":,")


class _Key:
    """The fields that a list is ordered by, and a row's place among them as text."""

    def __init__(self, model, fields):
        self.fields = fields
        self.names = [name.removeprefix("-") for name in fields]
        self.columns = [model._meta.get_field(name) for name in self.names]

    def write(self, row):
        return ",".join(_to_text(getattr(row, name)) for name in self.names)

    def read(self, text):
        """Give the values of a position; None for anything that is not one."""
        parts = text.split(",")
        if len(parts) != len(self.columns):
            return None
        try:
            return [
                _from_text(column, part)
                for column, part in zip(self.columns, parts, strict=True)
            ]
        except (ValueError, ValidationError, OverflowError):
            return None

    def rows_beyond(self, queryset, direction, position):
        """Keep the rows after (older) or before (newer) a position, nearest first."""
        descending = self.fields[0].startswith("-")
        forward = direction == "older"
        compare = "lt" if descending == forward else "gt"
        order = self.fields if forward else [_reversed(name) for name in self.fields]
        beyond = Q(pk__in=[])
        same = Q()
        for name, limit in zip(self.names, position, strict=True):
            beyond |= same & Q((f"{name}__{compare}", limit))
            same &= Q((name, limit))
        # Said on its own, the first field's limit lets the index start there.
        first = Q((f"{self.names[0]}__{compare}e", position[0]))
        return queryset.filter(first, beyond).order_by(*order)


def _reversed(name):
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def _to_text(limit):
    if isinstance(limit, datetime):
        return f"{limit.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
    if isinstance(limit, str):
        return limit
    return str(int(limit))  # a boolean too: 0 or 1


_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)
# A comma would end it; what may begin a list has none (a username, a slug).
_WORD = re.compile(r"[^,\0]{1,150}")


def _from_text(column, text):
    if isinstance(column, DateTimeField):
        expected = _MOMENT
    else:
        expected = _WORD if isinstance(column, CharField) else _NUMBER
    if not expected.fullmatch(text):
        raise ValueError(text)
    return column.clean(text, None)


# Pages of numbers


@dataclass(frozen=True)
class NumberPage:
    """One page of things numbered from 1: which numbers, which page of how many."""

    page: int
    pages: int
    first: int
    last: int

    @property
    def range(self):
        """For filter(number__range=page.range)."""
        return self.first, self.last

    @property
    def previous(self):
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self):
        return self.page + 1 if self.page < self.pages else None

    @property
    def neighbours(self):
        """The pages worth a link, None for a gap: 1 … 6 [7] 8 … 20."""
        near = {self.page - 1, self.page, self.page + 1}
        shown = sorted({1, self.pages} | near & set(range(1, self.pages + 1)))
        links = []
        for page in shown:
            missing = page - links[-1] - 1 if links else 0
            if missing == 1:  # a gap of one is no shorter than the page itself
                links.append(page - 1)
            elif missing:
                links.append(None)
            links.append(page)
        return links


def number_page(last_number, requested, size=20):
    """Find the page that ?page= asks for: nothing (the first), a number, or "last".

    Anything else is 404 and not the nearest page: numbers are never taken back, so
    no honest link is beyond the end, and each page keeps one address.
    """
    pages = max(1, -(-last_number // size))
    page = pages if requested == "last" else _page(requested or "1")
    if not 1 <= page <= pages:
        raise Http404(f"There is no page {requested} here; the last one is {pages}.")
    return NumberPage(
        page, pages, (page - 1) * size + 1, min(page * size, max(last_number, 1))
    )


def page_of(number, size=20):
    """Find the page that a number stands on."""
    return (number - 1) // size + 1


def _page(text):
    """Read 1, 2, 3 …; not 01, +1 or ١, which int() would take for the same."""
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,8}", text) else 0
