from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from apps.accounts.roles import holds
from apps.look import addresses, markup
from apps.look.paging import page_of

from . import search

EXCERPT = 240  # characters of a comment in a list


class State(models.TextChoices):
    """What has become of a topic or a comment, and so who may read it."""

    PUBLISHED = "published", "published"
    HELD = "held", "held until a moderator has looked"
    HIDDEN = "hidden", "hidden by a moderator"
    DELETED = "deleted", "deleted by its author"


def open_to(user, board=""):
    """Give the condition that a board is open to this reader.

    `board` is the way to it: "" from a board, "board__" from a topic.
    """
    if holds(user, "forum.view_every_board"):
        return models.Q()
    readable = [Board.Access.OPEN, Board.Access.READONLY]
    if not user.is_authenticated:
        return models.Q((f"{board}access__in", readable))
    readable.append(Board.Access.MEMBERS)
    own = Board.groups.through.objects.filter(group__user=user).values("board_id")
    return models.Q((f"{board}access__in", readable)) | models.Q(
        (f"{board}access", Board.Access.GROUPS), (f"{board}pk__in", own)
    )


class BoardQuerySet(models.QuerySet):
    def open_to(self, user):
        """Keep the boards that this reader may open."""
        return self.filter(open_to(user))


class Board(models.Model):
    """A part of the forum with one subject and one rule about who reads it."""

    class Access(models.TextChoices):
        OPEN = "open", "everybody reads, members write"
        MEMBERS = "members", "members read and write"
        GROUPS = "groups", "only its groups read and write"
        READONLY = "readonly", "everybody reads, nobody writes"

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.CharField(max_length=200, blank=True)
    access = models.CharField(max_length=8, choices=Access.choices, default=Access.OPEN)
    groups = models.ManyToManyField(Group, blank=True, related_name="boards")
    position = models.PositiveSmallIntegerField(default=0)
    topic_count = models.PositiveIntegerField(default=0, editable=False)
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    last_topic = models.ForeignKey(
        "Topic", models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        permissions = [("view_every_board", "Can read every board")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return addresses.named("forum:board_detail", self.slug)

    @transaction.atomic
    def start_topic(self, author, title, text, form_key=None):
        """Open a topic with its first comment; the same form twice opens one."""
        # The lock makes a second copy of the form wait here, and then find the first.
        Board.objects.select_for_update().get(pk=self.pk)
        sent = Comment.objects.sent_before(author, form_key)
        if sent:
            return sent.topic
        topic = Topic.objects.create(
            board=self, author=author, title=title, tokens=search.tokens(title)
        )
        Board.objects.filter(pk=self.pk).update(topic_count=F("topic_count") + 1)
        topic.reply(author, text, form_key)
        return topic


# What a row of a list shows. Two people with all their fields would be half of
# the time that the page takes.
WHO = ["author", "last_author"]
FACE = ["username", "username_key", "display_name", "avatar", "deleted_at"]
ROW = ["title", "state", "is_pinned", "is_closed", "comment_count", "last_number"]
ROW += ["last_comment_at", "board__name", "board__slug"]

MOMENTS = ["created_at", "edited_at"]


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Keep the topics that this reader may open."""
        return self.filter(open_to(user, "board__")).shown_to(user)

    def shown_to(self, user):
        """Keep those that this reader may open, of a board that is open to them."""
        if holds(user, "forum.moderate"):
            return self
        return self.published()

    def published(self):
        """Keep what is neither hidden nor deleted."""
        return self.filter(state=State.PUBLISHED)

    def with_people(self):
        """Fetch with each topic the two people that a list names."""
        people = [f"{who}__{field}" for who in WHO for field in FACE]
        return self.select_related(*WHO).only(*ROW, *people)

    def with_board(self):
        """Fetch with each topic its board; after with_people, its name only."""
        return self.select_related("board")


class Topic(models.Model):
    """A conversation. Its opening text is its first comment."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="topics")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="topics"
    )
    title = models.CharField(max_length=120)
    tokens = models.TextField(blank=True, editable=False)
    state = models.CharField(
        max_length=9, choices=State.choices, default=State.PUBLISHED
    )
    is_pinned = models.BooleanField("pinned", default=False)
    is_closed = models.BooleanField("closed", default=False)
    created_at = models.DateTimeField(default=timezone.now)
    last_number = models.PositiveIntegerField(default=0, editable=False)
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    last_comment_at = models.DateTimeField(default=timezone.now, editable=False)
    last_author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["board", "-is_pinned", "-last_comment_at", "-id"],
                name="forum_topic_of_board",
            ),
            models.Index(fields=["-last_comment_at", "-id"], name="forum_topic_latest"),
            models.Index(fields=["author", "-id"], name="forum_topic_of_author"),
        ]
        permissions = [("moderate", "Can moderate topics and comments")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return addresses.numbered("forum:topic_detail", self.pk)

    @property
    def is_published(self):
        return self.state == State.PUBLISHED

    @property
    def last_page(self):
        """The number of the page on which the last comment stands."""
        return page_of(max(self.last_number, 1))

    @property
    def last_place(self):
        """The address of the last comment, on its page."""
        page = f"?page={self.last_page}" if self.last_page > 1 else ""
        return f"{self.get_absolute_url()}{page}#last"

    @property
    def answer_count(self):
        return max(0, self.comment_count - 1)

    @transaction.atomic
    def reply(self, author, text, form_key=None):
        """Publish a comment; the same form twice publishes one.

        The topic's row is locked from the number's being given to the end of the
        transaction, so numbers are unique and in order of publication.
        """
        topic = Topic.objects.select_for_update().get(pk=self.pk)
        sent = Comment.objects.sent_before(author, form_key)
        if sent:
            return sent
        comment = Comment(
            topic=topic, author=author, form_key=form_key, number=topic.last_number + 1
        )
        comment.write(text)
        comment.save()
        self.last_number = comment.number
        Topic.objects.filter(pk=self.pk).update(
            last_number=comment.number,
            comment_count=F("comment_count") + 1,
            last_comment_at=comment.created_at,
            last_author=author,
        )
        Board.objects.filter(pk=self.board_id).update(
            comment_count=F("comment_count") + 1, last_topic=self
        )
        return comment

    @transaction.atomic
    def rename(self, title):
        """Give the topic another title; its opening comment is found by it too."""
        self.title = title
        self.tokens = search.tokens(title)
        self.save(update_fields=["title", "tokens"])
        opening = self.comments.get(number=1)
        opening.topic = self
        opening.write(opening.text)
        opening.save(update_fields=["html", "tokens"])


class CommentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Keep the comments in topics that this reader may open.

        A hidden or deleted one stays among them: its place shows what became of it.
        """
        return self.filter(topic__in=Topic.objects.visible_to(user)).exclude(
            state=State.HELD
        )

    def published(self):
        """Keep what is neither held, hidden nor deleted."""
        return self.filter(state=State.PUBLISHED)

    def readable_by(self, user):
        """Keep the comments whose words this reader may see outside their topic."""
        topics = Topic.objects.visible_to(user).published()
        return self.published().filter(topic__in=topics)

    def numbered(self, numbers):
        """Fetch a page of a topic: the first and the last number, as a pair."""
        people = [f"author__{field}" for field in FACE]
        return (
            self.filter(number__range=numbers)
            .order_by("number")
            .select_related("author")
            .only("topic_id", "number", "html", "state", *MOMENTS, *people)
        )

    def with_topic(self):
        """Fetch with each comment its topic and author, for a list of excerpts."""
        people = [f"author__{field}" for field in FACE]
        return self.select_related("topic__board", "author").only(
            "number", "text", *MOMENTS, "topic__title", "topic__board__name", *people
        )

    def sent_before(self, author, form_key):
        """Find the comment that this very form has made already, if it has."""
        if form_key is None:
            return None
        return self.filter(author=author, form_key=form_key).first()


class Comment(models.Model):
    """What one person said at one time, the opening text of a topic included."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments"
    )
    # Given when the comment is published, and never again: a page of a topic is
    # a range of numbers, found in an index, and not a count.
    number = models.PositiveIntegerField(null=True, editable=False)
    text = models.TextField(max_length=20_000)
    html = models.TextField(editable=False)
    tokens = models.TextField(blank=True, editable=False)
    state = models.CharField(
        max_length=9, choices=State.choices, default=State.PUBLISHED
    )
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, editable=False)
    # Comes with the form: the same form sent twice makes one comment.
    form_key = models.UUIDField(null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "number"], name="forum_comment_one_number"
            ),
            models.UniqueConstraint(
                fields=["author", "form_key"], name="forum_comment_sent_once"
            ),
            models.CheckConstraint(
                condition=models.Q(number__isnull=False)
                | ~models.Q(state=State.PUBLISHED),
                name="forum_comment_published_has_number",
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-id"], name="forum_comment_of_author"),
        ]

    def __str__(self):
        return f"#{self.number} in {self.topic}"

    def get_absolute_url(self):
        return addresses.numbered("forum:comment_detail", self.pk)

    @property
    def page(self):
        """The number of the topic's page on which this comment stands."""
        return page_of(self.number or 1)

    @property
    def place(self):
        """The address of this comment on its topic's page."""
        page = f"?page={self.page}" if self.page > 1 else ""
        return f"{self.topic.get_absolute_url()}{page}#comment-{self.pk}"

    @property
    def is_opening(self):
        return self.number == 1

    @property
    def is_published(self):
        return self.state == State.PUBLISHED

    @property
    def prose(self):
        """The stored HTML, made by apps.look.markup and so safe to print."""
        return markup.stored(self.html)

    @property
    def excerpt(self):
        """The first words, without their markup, for lists."""
        return markup.plain(self.text, EXCERPT)

    def quoted(self):
        """Give the text as a Markdown quote that names its author."""
        lines = "\n".join(f"> {line}".rstrip() for line in self.text.splitlines())
        return f"> **{self.author.name}** wrote in #{self.number}:\n>\n{lines}\n\n"

    def write(self, text):
        """Take a text and all that is made from it; the caller saves."""
        self.text = text
        self.html = markup.render(text)
        title = self.topic.title if self.is_opening else ""
        self.tokens = search.tokens(f"{title}\n{text}")

    def edit(self, text):
        """Replace the text and say when."""
        self.write(text)
        self.edited_at = timezone.now()
        self.save(update_fields=["text", "html", "tokens", "edited_at"])

    @transaction.atomic
    def retract(self):
        """Take a comment back by its author; its number stays as a tombstone."""
        topic = Topic.objects.select_for_update().get(pk=self.topic_id)
        taken = Comment.objects.published().filter(pk=self.pk)
        if not taken.update(state=State.DELETED):
            return
        self.state = State.DELETED
        for counted in (
            Topic.objects.filter(pk=topic.pk),
            Board.objects.filter(pk=topic.board_id),
        ):
            counted.update(comment_count=F("comment_count") - 1)
