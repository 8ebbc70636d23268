"""Make a large forum out of the demo community's own words, to measure with.

Topics begin over two years, more and more of them; a few are answered a thousand
times, most a few times. Comments are written in the order of time, as in life, so
that those of one topic lie apart in the database.
"""

import heapq
import random
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from apps.accounts.models import User
from apps.forum import counts, search_index
from apps.forum.models import Board, State, Topic

from .phrases import Passage, Phrasebook, Shelf

YEARS = 2
BATCH = 2_000
# From here on it is quicker to make PostgreSQL's index anew than to fill it row by row.
MANY = 100_000
COLUMNS = ["topic_id", "author_id", "number", "text", "html", "tokens", "state"]
COLUMNS += ["has_links", "created_at", "edited_at"]
ADJECTIVES = (
    "amber brave calm clever cosy curious daring early gentle glad golden happy honest "
    "humble jolly kind lively lucky mellow merry modest nimble patient plucky proud "
    "quick quiet rapid shy silver sleepy sly solid sunny swift tidy warm wise witty"
)
ANIMALS = (
    "badger beaver bison crane cricket dolphin falcon finch fox gecko goose hare hawk "
    "hedgehog heron ibis jackal koala lark lemur lynx magpie marten mole moose newt "
    "otter owl panda pelican puffin quail raven robin seal sparrow stork swan tapir"
)


@dataclass
class Thread:
    """A topic to be, and how much of it is still to be said."""

    start: float
    size: int
    title: Passage
    topic: Topic
    end: float = 0
    said: int = 0


class Crowd:
    """Adds topics and comments to a forum.

    `tell` is called with the number of comments written so far.
    """

    def __init__(self, script, now, seed, tell):
        # The same seed on the same forum gives the same texts; a second load others.
        self.rng = random.Random(f"{seed}/{Topic.objects.count()}")
        self.book = Phrasebook(script.conversations, self.rng)
        self.begin, self.now, self.tell = now - timedelta(days=365 * YEARS), now, tell
        self.seconds = (now - self.begin).total_seconds()

    @transaction.atomic
    def load(self, topics, comments):
        """Add that many topics with that many comments; give the new topics' ids."""
        self.people = Shelf(self.add_people(max(20, topics // 10)), self.rng)
        threads = self.add_topics(topics, comments)
        with _Writer(comments) as writer:
            for number, row in enumerate(self.say(threads), 1):
                writer.write(row)
                if number % BATCH == 0 or number == comments:
                    self.tell(number)
        counts.recount(Topic.objects.filter(pk__gte=threads[0].topic.pk))
        return Topic.objects.filter(pk__gte=threads[0].topic.pk)

    def add_people(self, number):
        """Find or make quiet-heron, sunny-otter-2 and so on; nobody can sign in."""
        names = list(_names(number))
        there = User.objects.filter(username_key__in=names)
        there = dict(there.values_list("username_key", "pk"))
        new = [self.person(name) for name in names if name not in there]
        User.objects.bulk_create(new, batch_size=500)
        ids = User.objects.filter(username_key__in=names).order_by("pk")
        return list(ids.values_list("pk", flat=True))

    def person(self, name):
        joined_at = self.begin - timedelta(days=random.Random(name).random() * 30)
        user = User(username=name, password=make_password(None), joined_at=joined_at)
        user.confirmed_at = user.approved_at = joined_at
        user.set_keys()
        return user

    def add_topics(self, number, comments):
        boards = Board.objects.filter(access__in=["open", "members"])
        boards = Shelf(boards.values_list("pk", flat=True), self.rng)
        starts = ((n + self.rng.random()) / number for n in range(number))
        threads = [
            self.thread(start**0.7 * self.seconds, size, *boards.take())
            for start, size in zip(starts, self.sizes(number, comments), strict=True)
        ]
        Topic.objects.bulk_create((t.topic for t in threads), batch_size=500)
        return threads

    def sizes(self, topics, comments):
        """Share comments out: one to each topic, the rest by a long-tailed law."""
        weights = [self.rng.paretovariate(1.3) for _ in range(topics)]
        unit = (comments - topics) / sum(weights)
        sizes = [1 + int(weight * unit) for weight in weights]
        for n in range(comments - sum(sizes)):
            sizes[n % topics] += 1
        return sizes

    def thread(self, start, size, board):
        title = self.book.title()
        topic = Topic(
            board_id=board,
            author_id=self.people.take()[0],
            title=title.text,
            tokens=title.tokens,
            created_at=self.moment(start),
        )
        thread = Thread(start, size, title, topic)
        # A conversation lasts some days, a long one longer, and nothing is to come.
        days = self.rng.expovariate(1 / 6) + size / 50
        thread.end = min(start + days * 86_400 + 600, self.seconds - 1)
        return thread

    def say(self, threads):
        """Give every comment's row, in the order of time.

        The heap holds for each conversation that goes on the moment of its next word.
        """
        heap = []
        for n, thread in enumerate(threads):
            while heap and heap[0][0] < thread.start:
                yield self.next_comment(threads, heap)
            heapq.heappush(heap, (thread.start, n))
        while heap:
            yield self.next_comment(threads, heap)

    def next_comment(self, threads, heap):
        at, n = heap[0]
        thread = threads[n]
        thread.said += 1
        left = thread.size - thread.said
        if left:
            # The earliest of so many moments, spread evenly between now and the end.
            wait = (thread.end - at) * (1 - self.rng.random() ** (1 / left))
            heapq.heapreplace(heap, (at + wait, n))
        else:
            heapq.heappop(heap)
        return self.row(thread, self.moment(at))

    def row(self, thread, at):
        passage, chance = self.book.comment(), self.rng.random()
        author, state, edited_at = self.people.take()[0], State.PUBLISHED, None
        tokens = passage.tokens
        if thread.said == 1:
            author = thread.topic.author_id
            tokens = thread.title.followed_by(passage).tokens
        elif chance < 0.01:
            state = State.DELETED if chance < 0.006 else State.HIDDEN
        elif chance > 0.97:
            edited_at = at + (self.now - at) / 1000
        topic, number = thread.topic.pk, thread.said
        return (
            *(topic, author, number, passage.text, passage.html, tokens),
            *(state.value, "<a href=" in passage.html, at, edited_at),
        )

    def moment(self, seconds):
        return self.begin + timedelta(seconds=seconds)


class _Writer:
    """Write rows of forum_comment as fast as the database at hand takes them."""

    def __init__(self, comments):
        self.is_postgresql = connection.vendor == "postgresql"
        self.makes_index_anew = self.is_postgresql and comments >= MANY
        self.rows = []

    def __enter__(self):
        self.cursor = connection.cursor()
        if self.makes_index_anew:
            search_index.drop_gin(self.cursor, "forum_comment")
        if self.is_postgresql:
            # Look at each foreign key now: no index is made while any waits.
            self.cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        else:
            # 200 MB instead of 2: many indexes grow at once.
            self.cursor.execute("PRAGMA cache_size = -200000")
        return self

    def __exit__(self, *failure):
        if not any(failure):
            self.flush()
            if self.makes_index_anew:
                search_index.create_gin(self.cursor, "forum_comment")
        self.cursor.close()

    def write(self, row):
        self.rows.append(row)
        if len(self.rows) == BATCH:
            self.flush()

    def flush(self):
        columns = ", ".join(COLUMNS)
        if self.is_postgresql:
            with self.cursor.copy(f"COPY forum_comment ({columns}) FROM STDIN") as copy:
                for row in self.rows:
                    copy.write_row(row)
        else:
            adapt = connection.ops.adapt_datetimefield_value
            places = ", ".join(["%s"] * len(COLUMNS))
            self.cursor.executemany(
                f"INSERT INTO forum_comment ({columns}) VALUES ({places})",
                [(*row[:-2], *map(adapt, row[-2:])) for row in self.rows],
            )
        self.rows.clear()


def _names(number):
    """Give quiet-heron, sunny-otter …, and again with a number behind."""
    pairs = [f"{a}-{b}" for a in ADJECTIVES.split() for b in ANIMALS.split()]
    random.Random(0).shuffle(pairs)
    for n in range(number):
        again, at = divmod(n, len(pairs))
        yield f"{pairs[at]}-{again + 1}" if again else pairs[at]
