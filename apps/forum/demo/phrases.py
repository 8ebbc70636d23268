"""Passages of the demo community's words, and comments put together from them.

Some passages turn up a hundred times more often than others (Zipf), and a tail of
made-up names such as `recipe_socket_417` is met once or twice, as in a real forum.
So a search finds now half of all comments, now three.

A passage is rendered and taken apart once; a comment is its passages one after
the other. That is what markup.render and search.tokens would have given for the
whole text (a test compares them), in a fiftieth of the time.
"""

import re
from dataclasses import dataclass
from itertools import accumulate

from markdown_it import MarkdownIt

from apps.forum import search
from apps.look import markup

FRAMES = [
    "It happens in `{}`.",
    "I traced it to `{}` in the end.",
    "Does anybody else use `{}` for this?",
    "The log only says `{}`, nothing more.",
    "My `{}` looked the same until yesterday.",
    "Rename `{}` and try again.",
    "That is what `{}` is for.",
    "Before that I had never heard of `{}`.",
]


@dataclass(frozen=True)
class Passage:
    """A piece of Markdown with all that is made from it."""

    text: str
    html: str
    words: tuple
    extras: tuple

    @classmethod
    def of(cls, text):
        return cls(text, markup.render(text), *map(tuple, search.take_apart(text)))

    @property
    def tokens(self):
        return search.line(self.words, list(dict.fromkeys(self.extras)))

    def followed_by(self, other):
        return _together([self, other], "\n", other.html)


class Shelf:
    """Things in an order of their own: the first are taken far more often (Zipf)."""

    def __init__(self, things, rng):
        self.rng = rng
        self.things = list(dict.fromkeys(things))
        rng.shuffle(self.things)
        ranks = range(len(self.things))
        self.weights = list(accumulate(1 / (rank + 4) for rank in ranks))

    def take(self, number=1):
        return self.rng.choices(self.things, cum_weights=self.weights, k=number)


class Phrasebook:
    """The passages of the demo, and what can be put together from them."""

    def __init__(self, conversations, rng):
        self.rng = rng
        texts = [r.text for topic in conversations for r in topic.remarks]
        blocks = [block for text in texts for block in _blocks(text)]
        titles = [_sentence(topic.title) for topic in conversations]
        sentences = [passage for block in blocks for passage in _sentences(block)]
        words = {word for passage in sentences for word in passage.words}
        self.sentences = Shelf(sentences, rng)
        self.blocks = Shelf(filter(None, map(_standing_block, blocks)), rng)
        self.titles = Shelf((t for t in titles if t and len(t.text) < 80), rng)
        self.words = Shelf(
            filter(re.compile("[a-z]{3,9}").fullmatch, sorted(words)), rng
        )
        self.frames = [
            [(part, search.take_plain_apart(part)[0]) for part in frame.split("{}")]
            for frame in FRAMES
        ]

    def comment(self):
        """Put a comment together: one to three paragraphs, perhaps a block of code."""
        rng = self.rng
        blocks = [self.paragraph() for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))]
        if rng.random() < 0.2:
            at = rng.randint(1, len(blocks))
            blocks[at:at] = self.blocks.take()
        return _together(blocks, "\n\n", "\n".join(block.html for block in blocks))

    def paragraph(self):
        sentences = self.sentences.take(self.rng.choice((1, 1, 2, 2, 3, 4)))
        if self.rng.random() < 0.25:
            sentences.append(self.sentence_with_a_name())
        inside = " ".join(sentence.html[3:-4] for sentence in sentences)
        return _together(sentences, " ", f"<p>{inside}</p>")

    def title(self):
        """Give a title, every other time with a name that sets it apart."""
        (title,) = self.titles.take()
        if self.rng.random() < 0.5:
            return title
        name = self.name()
        named = Passage(f"({name})", "", *search.take_plain_apart(name))
        return _together([title, named], " ", "")

    def sentence_with_a_name(self):
        name = self.name()
        words, extras = search.take_plain_apart(name)
        (before, words_before), (after, words_after) = self.rng.choice(self.frames)
        return Passage(
            f"{before}{name}{after}",
            f"<p>{before[:-1]}<code>{name}</code>{after[1:]}</p>",
            (*words_before, *words, *words_after),
            tuple(extras),
        )

    def name(self):
        """Make up a name such as a program has: of the commoner words more often."""
        name = "_".join(self.words.take(2))
        if self.rng.random() < 0.4:
            name += f"_{int(self.rng.paretovariate(0.5)) % 10_000}"
        return name


def _together(passages, gap, html):
    return Passage(
        gap.join(passage.text for passage in passages),
        html,
        tuple(word for passage in passages for word in passage.words),
        tuple(extra for passage in passages for extra in passage.extras),
    )


_structure = MarkdownIt("commonmark", {"html": False}).enable("table")
# Marks that could join with those of the sentence beside it.
_LOOSE = re.compile(r"[*_`~\[\]\\<>|]")
_CODE = re.compile("<code>.*?</code>", re.DOTALL)
_TAG = re.compile("</?(?:em|strong|s)>")


def _blocks(text):
    lines = text.split("\n")
    for token in _structure.parse(text):
        if token.level == 0 and token.map and token.nesting >= 0:
            yield "\n".join(lines[slice(*token.map)]).rstrip()


def _sentences(block):
    if re.match(r"[-+*>#|~`\d=\s]", block):
        return
    for text in re.split(r"(?<=[.!?])\s+|(?<=[。！？])", block):
        if sentence := _sentence(" ".join(text.split())):
            yield sentence


def _sentence(text):
    """Take a sentence that reads the same beside any other; None if it does not."""
    if not 2 < len(text) < 300 or re.match(r"[-+*>#|~`\d=]", text):
        return None
    passage = Passage.of(text)
    inside = passage.html[3:-4]
    loose = _LOOSE.search(_TAG.sub("", _CODE.sub("", inside)).replace("&lt;", "<"))
    if loose or passage.html != f"<p>{inside}</p>" or not passage.words:
        return None
    return passage


def _standing_block(block):
    """Take code, a quote, a table or a list that stands by itself."""
    if not re.match(r"[->|~`]|\d+\. ", block) or len(block) > 2_000:
        return None
    passage = Passage.of(block)
    if "<a " in passage.html or "dir=" in passage.html or "<h" in passage.html:
        return None
    return passage
