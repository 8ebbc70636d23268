"""What a search finds, in which order, and how many: at most a thousand are looked at.

However many comments match, the newest MOST of them are found, counted, and put in
order of how well they fit. docs/decisions/0013 says why, and what it costs.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Q, When

from apps.look.addresses import number_in
from apps.look.paging import keyset_page, number_page

from . import search_marks
from .models import Comment, State
from .search import FoundFirst, Rank, answering, ranks_in_sqlite, title_fits, titled
from .search_index import BLOCK

MOST = 1_000  # matches that are counted and ranked
MOST_TITLES = 100  # older topics with a fitting title that are ranked as well
SIZE = 20
NEVER = 2**62  # an id that is not given yet
FIRST_BLOCKS = 6  # a frequent word is in two of three comments, or three of four
OPENING_EVERY = 16  # about so many comments to one that opens a topic


def fetched(rows):
    """Fetch rows of values, planned for just what is asked.

    PostgreSQL makes one plan for a prepared query and all values that may come with it:
    it took "before this id" for a third of all comments, whichever id it was, and read
    that third of an index. So the values stand in the query, as the words do.
    """
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:  # in no board, for one: Django need not ask
        return []
    if connection.vendor == "postgresql":
        sql, values = connection.ops.compose_sql(sql, values), None
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@dataclass
class Result:
    """A comment, with what was looked for marked in its title and its text."""

    comment: Comment
    title: list
    excerpt: list


@dataclass
class Search:
    """A search that a valid form asks for."""

    form: object
    question: object = field(init=False)

    def __post_init__(self):
        self.wish = self.form.cleaned_data
        self.question = self.form.question
        self.place = self.wish["in"]
        self.is_by_date = self.wish["by"] == "date" or self.question is None

    # What is asked for

    @property
    def is_dated(self):
        return bool(self.wish["after"] or self.wish["before"])

    @cached_property
    def comments(self):
        """All that is asked for, but for the words: the filters, and nothing hidden."""
        comments = Comment.objects.readable_on(self.form.boards)
        if self.place == "title":
            # The title stays where the opening text was taken back.
            comments = Comment.objects.filter(
                topic__state=State.PUBLISHED, topic__board__in=self.form.boards
            )
        if self.place:
            comments = comments.filter(number=1)
        wish = {
            "author": self.wish["author"],
            "topic__board": self.wish["board"],
            "topic__tags": self.wish["tag"],
            "created_at__gte": self.form.moment("after"),
            "created_at__lt": self.form.moment("before"),
        }
        comments = comments.filter(**{k: v for k, v in wish.items() if v is not None})
        if self.is_dated:
            comments = comments.filter(pk__range=self.ids)
        if self.wish["has"] == "solved":
            comments = comments.filter(topic__solution__isnull=False)
        return comments

    @property
    def matches(self):
        """All that matches, however much it is."""
        if self.question is None:
            return self.comments
        if self.place == "title":
            return titled(self.comments, self.question)
        return answering(self.comments, self.question)

    # How many, and which of them

    @cached_property
    def newest(self):
        """The newest matches, one more than MOST, as _ranked reads them."""
        if self.question is None or self.place == "title":
            return self._ranked(self.matches, MOST + 1)
        found = []
        for blocks in self.windows(found):
            window = answering(self.comments, self.question, blocks)
            missing = MOST + 1 - len(found)
            found += self._ranked(window, missing, FoundFirst("pk").desc())
            if len(found) > MOST:
                break
        return found

    def windows(self, found):
        """Give parts of all comments, the newest first, until enough is `found`.

        The first part is small: a frequent word is there often enough. The next is as
        large as the first makes likely to be needed, and a little more (two standard
        deviations); nothing found makes it a large part, but not all: who knows.
        """
        bottom, end = (pk // BLOCK for pk in self.ids)
        top, size = end + 1, FIRST_BLOCKS * (OPENING_EVERY if self.place else 1)
        if connection.vendor == "sqlite":
            size = top - bottom
        while top > bottom:
            start = max(top - size, bottom)
            yield range(start, top)
            top, seen = start, end + 1 - start
            likely = seen * (MOST + 1 - len(found)) / max(len(found), 1)
            margin = 1 + 2 / max(len(found), 1) ** 0.5
            size = min(int(likely * margin) + 1, 256 * seen)

    @cached_property
    def ids(self):
        """The first and the last id that was written on the days asked for.

        Ids are given in the order of writing. Two who write at once may be given
        theirs the other way round: so a block more on either side.
        """
        ids = Comment.objects.order_by("created_at", "pk").values_list("pk", flat=True)
        lowest, highest = 0, None
        if after := self.form.moment("after"):
            first = ids.filter(created_at__gte=after).first()
            lowest = max(first - BLOCK, 0) if first else NEVER
        if before := self.form.moment("before"):
            first = ids.filter(created_at__gte=before).first()
            highest = first and first + BLOCK
        if highest is None:
            last = Comment.objects.order_by("-pk").values_list("pk", flat=True)
            highest = last.first() or 0
        return lowest, highest

    def _ranked(self, comments, most, order="-pk"):
        """Read the newest of these comments: [(id, what it is worth), …]."""
        comments = comments.order_by(order)[:most]
        if self.is_by_date:
            return fetched(comments.values_list("pk"))
        worth = Case(
            When(title_fits(self.question) & Q(number=1), then=3),
            When(title_fits(self.question), then=2),
            default=1,
        )
        comments = comments.annotate(worth=Rank(self.question) * worth)
        return fetched(comments.values_list("pk", "worth"))

    @property
    def is_more(self):
        return len(self.newest) > MOST

    @property
    def count(self):
        return min(len(self.newest), MOST)

    @cached_property
    def best(self):
        """Their ids, what fits best first; of equals the newest.

        What stands under a title that says it counts double, and what opens such a
        topic threefold. Of more than MOST, some older topics are among them whose
        titles say it.
        """
        rows = self.newest[:MOST]
        if self.is_more:
            openings = titled(self.comments.filter(number=1), self.question)
            # Newer topics have greater ids. PostgreSQL finds them by their titles then
            # and looks up a hundred openings; between two days it reads openings.
            order = "-pk" if self.is_dated else "-topic_id"
            rows += self._ranked(openings, MOST_TITLES, order)
        worth = dict(rows)
        if connection.vendor == "sqlite" and worth:
            ranks = ranks_in_sqlite(self.question, min(worth))
            worth = {pk: ranks.get(pk, 0) * worth[pk] for pk in worth}
        return sorted(worth, key=lambda pk: (-worth[pk], -pk))

    # A page of them

    def page(self, params):
        """Cut the page that the address asks for: a number by rank, a keyset by date."""
        if self.is_by_date:
            return self._page_by_date(params)
        page = number_page(len(self.best), params.get("page"), SIZE)
        ids = self.best[page.first - 1 : page.last]
        rows = Comment.objects.with_topic().in_bulk(ids)
        return page, self.marked([rows[pk] for pk in ids if pk in rows])

    def _page_by_date(self, params):
        """Among the newest the ids are known; beyond, the database looks for them."""
        older, newer = (number_in(params.get(name)) for name in ("older", "newer"))
        ids = [pk for pk, *_ in self.newest]
        if newer is not None and older is None:
            near = [pk for pk in ids if pk > newer][-SIZE - 1 :]
            is_beyond = self.is_more and newer < ids[-1]
        else:
            near = [pk for pk in ids if older is None or pk < older][: SIZE + 1]
            is_beyond = self.is_more and len(near) <= SIZE
        known = Comment.objects.filter(pk__in=near or ids[: SIZE + 1])
        rows = self.matches if is_beyond else known
        page = keyset_page(rows.with_topic(), params, ("-id",), SIZE)
        return page, self.marked(page.rows)

    def marked(self, comments):
        """Mark in titles and texts what was looked for."""
        return [
            Result(
                comment,
                search_marks.marked(comment.topic.title, self.question),
                search_marks.excerpt(comment.text, self.question)
                if comment.is_published
                else [],
            )
            for comment in comments
        ]
