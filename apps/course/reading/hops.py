"""The map: the way of a request, each hop with the lessons about it.

The picture is a column, so that it can be read on a phone: down its left side goes the
request, up its right side the response. What stands between two hops is what one hands to
the other. The order of HOPS is the order of the list, which says the same in words.
"""

from dataclasses import dataclass

# In the units of the drawing, which is as wide as the page of a small phone.
WIDTH, HEIGHT, ROW = 340, 44, 68
TOP = 8


@dataclass(frozen=True)
class Hop:
    """A place that a request comes through."""

    name: str
    role: str  # M V T F S, or "": it is no part of this site
    says: str  # what happens here, in a sentence
    lessons: tuple  # slugs; the first is the lesson that it leads to
    hands_on: str = ""  # to the hop below it
    is_code: bool = False  # whether that is to be read letter by letter
    row: int = 0
    left: int = 10
    right: int = WIDTH - 10


HOPS = (
    Hop(
        "Browser",
        "",
        "It splits the address, and writes a few lines of text: the request.",
        ("http",),
        "GET /forum/ HTTP/1.1",
        is_code=True,
    ),
    Hop(
        "Connection",
        "",
        "A name becomes a number, and between two machines there is a stream of bytes.",
        ("tcp", "https"),
        "bytes, in order",
        row=1,
    ),
    Hop(
        "nginx",
        "S",
        "It takes the connection, answers for files itself, and hands on what needs a program.",
        ("nginx", "static", "deployment", "balance"),
        "names and values, through a socket",
        row=2,
    ),
    Hop(
        "uWSGI",
        "S",
        "It keeps Python processes running, and gives each request to one that is free.",
        ("app-servers", "concurrency", "stdlib", "cgi", "fastcgi"),
        "application(environ, start_response)",
        is_code=True,
        row=3,
    ),
    Hop(
        "WSGI",
        "F",
        "One call, in which any Python server meets any Python program.",
        ("wsgi", "wsgi-server"),
        "a request object",
        row=4,
    ),
    Hop(
        "Middleware",
        "F",
        "Layers: each sees the request on its way in, and the response on its way out.",
        ("framework-more", "settings", "auth", "safety"),
        "request",
        is_code=True,
        row=5,
    ),
    Hop(
        "URLconf",
        "F",
        "A list of patterns, read from the top. The first that fits names the view.",
        ("urls", "framework"),
        "board_list(request)",
        is_code=True,
        row=6,
        right=250,
    ),
    Hop(
        "View",
        "V",
        "It decides which data the page shows.",
        ("views", "mvc", "mtv", "forms", "admin"),
        row=7,
    ),
    Hop(
        "Models",
        "M",
        "They know the data and their rules, and put questions to the database.",
        ("models", "querysets"),
        "SELECT",
        is_code=True,
        row=8,
        right=162,
    ),
    Hop(
        "Database",
        "S",
        "It keeps the rows, and finds the few that were asked for.",
        ("orm",),
        row=9,
        right=162,
    ),
    Hop(
        "Template",
        "T",
        "A text with gaps. Filled with the data, it is the HTML of the page.",
        ("templates",),
        row=8,
        left=178,
    ),
)


@dataclass(frozen=True)
class Stop:
    """A hop as one reader sees it, and where it stands in the picture."""

    hop: Hop
    lessons: list  # (lesson, whether the reader has read it)

    @property
    def lesson(self):
        """The lesson that the hop leads to; None while none is written."""
        return self.lessons[0][0] if self.lessons else None

    @property
    def read_count(self):
        return sum(is_read for _, is_read in self.lessons)

    @property
    def is_done(self):
        return bool(self.lessons) and self.read_count == len(self.lessons)

    # The picture

    @property
    def top(self):
        return TOP + self.hop.row * ROW

    @property
    def width(self):
        return self.hop.right - self.hop.left

    @property
    def middle(self):
        return self.top + HEIGHT // 2

    @property
    def bottom(self):
        return self.top + HEIGHT

    @property
    def baseline(self):
        """Where words in the middle of the box stand."""
        return self.middle + 5

    @property
    def below(self):
        """Where what it hands on is written: in the gap beneath."""
        return self.bottom + 16


def stops(shelf, read):
    """Give the hops with those of their lessons that there are; `read` holds slugs."""
    return [Stop(hop, known(hop.lessons, shelf, read)) for hop in HOPS]


def beside(shelf, read):
    """Give the lessons of no single hop: about all of them, or what is done meanwhile."""
    placed = {slug for hop in HOPS for slug in hop.lessons}
    return known([x.slug for x in shelf.lessons if x.slug not in placed], shelf, read)


def known(slugs, shelf, read):
    return [
        (shelf.by_slug[slug], slug in read) for slug in slugs if slug in shelf.by_slug
    ]
