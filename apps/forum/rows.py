"""Rows of lists of topics: read as values, made into objects where they are rendered.

A page of twenty topics is eighty objects: topics, boards, and two people for each. What
a row looks like is kept under what the database said of it ({% remember row.shown %}),
so mostly nobody looks at them; making them would be a quarter of the page's time.
"""

from dataclasses import replace
from functools import cached_property

from apps.accounts.models import User
from apps.look.paging import keyset_page

from .models import Board, Topic
from .models.topic import FACE

SHOWN = {
    *("id", "title", "state", "is_pinned", "is_closed", "comment_count", "last_number"),
    *("last_comment_at", "solution_id", "solution_number", "tag_words"),
}
# Whom and what a row names, by the way that leads there from a topic.
PARTS = {"board": Board, "author": User, "last_author": User}


def fields(model, names):
    """Put names in the order of the model's fields, as Model.from_db() wants them."""
    return [
        each.attname for each in model._meta.concrete_fields if each.attname in names
    ]


FIELDS = {
    "": fields(Topic, SHOWN | {f"{part}_id" for part in PARTS}),
    "board": fields(Board, {"id", "name", "slug"}),
    "author": fields(User, {"id", *FACE}),
    "last_author": fields(User, {"id", *FACE}),
}
COLUMNS = [
    f"{part}__{name}" if part else name for part, own in FIELDS.items() for name in own
]


class Row:
    """A topic in a list: all that is shown of it, and what is new to the reader."""

    # The first comment that is new to the reader, where a page asked (unread.py).
    first_new = 0

    def __init__(self, values):
        self.shown = values
        self.pk = values.id
        self.last_comment_at = values.last_comment_at

    @cached_property
    def topic(self):
        """The topic, with the fields that a row shows."""
        topic = self._made(Topic, "")
        for part, model in PARTS.items():
            setattr(topic, part, self._made(model, part))
        topic.first_new = self.first_new
        return topic

    def _made(self, model, part):
        """Make an object of the values that belong to a part; none where there is none."""
        names = FIELDS[part]
        begin = COLUMNS.index(f"{part}__{names[0]}" if part else names[0])
        values = self.shown[begin : begin + len(names)]
        return None if values[0] is None else model.from_db(None, names, values)


def read(topics):
    """Give the rows of these topics, with one query."""
    return [Row(values) for values in topics.values_list(*COLUMNS, named=True)]


def page(topics, params, **how):
    """Cut the page that `params` asks for (keyset_page), as rows."""
    values = topics.values_list(*COLUMNS, named=True)
    found = keyset_page(values, params, **how)
    return replace(found, rows=[Row(each) for each in found.rows])
