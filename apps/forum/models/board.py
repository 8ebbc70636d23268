from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.db.models import F

from apps.accounts.models import User
from apps.accounts.roles import holders, holds, serves, serving
from apps.look import addresses

from .. import search


def open_to(user, board=""):
    """Give the condition that a board is open to this reader.

    `board` is the way to it: "" from a board, "board__" from a topic.
    """
    if holds(user, "forum.view_every_board"):
        return models.Q()
    readable = [*Board.FOR_GUESTS]
    # Who is not confirmed, or not approved yet, reads what everybody reads.
    if not (user.is_authenticated and user.is_joined):
        return models.Q((f"{board}access__in", readable))
    readable.append(Board.Access.MEMBERS)
    own = Board.groups.through.objects.filter(group__user=user).values("board_id")
    condition = models.Q((f"{board}access__in", readable)) | models.Q(
        (f"{board}access", Board.Access.GROUPS), (f"{board}pk__in", own)
    )
    if serves(user):
        condition |= models.Q((f"{board}pk__in", user.moderated_boards.values("pk")))
    return condition


class BoardQuerySet(models.QuerySet):
    def open_to(self, user):
        """Keep the boards that this reader may open."""
        return self.filter(open_to(user))

    def with_watch_of(self, user):
        """Say with each board whether this reader watches or mutes it."""
        if not user.is_authenticated:
            return self
        return self.annotate(
            of_reader=models.FilteredRelation(
                "watches", condition=models.Q(watches__member=user)
            ),
            watch=F("of_reader__level"),
        )

    def with_last_topic(self):
        """Fetch with each board the topic that was last spoken in."""
        return self.select_related("last_topic")


class Board(models.Model):
    """A part of the forum with one subject and one rule about who reads it."""

    class Access(models.TextChoices):
        OPEN = "open", "everybody reads, members write"
        MEMBERS = "members", "members read and write"
        GROUPS = "groups", "only its groups read and write"
        READONLY = "readonly", "everybody reads, nobody writes"

    FOR_GUESTS = Access.OPEN, Access.READONLY

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.CharField(max_length=200, blank=True)
    access = models.CharField(max_length=8, choices=Access.choices, default=Access.OPEN)
    groups = models.ManyToManyField(Group, blank=True, related_name="boards")
    moderators = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="moderated_boards",
        limit_choices_to={"is_staff": True},
        help_text="Members with a role; moderators of the whole site need not be named.",
    )
    takes_questions = models.BooleanField(
        "for questions",
        default=False,
        db_default=False,
        help_text="Whoever opens a topic here can say which answer solved it.",
    )
    position = models.PositiveSmallIntegerField(default=0)
    topic_count = models.PositiveIntegerField(default=0, editable=False)
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    last_topic = models.ForeignKey(
        "Topic", models.SET_NULL, null=True, editable=False, related_name="+"
    )

    # What the reader has chosen: with_watch_of() asks.
    watch = None

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        permissions = [("view_every_board", "Can read every board")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return addresses.named("forum:board_detail", self.slug)

    @property
    def is_for_guests(self):
        """Whether everybody reads here, and so feeds and search engines, too."""
        return self.access in self.FOR_GUESTS

    @property
    def shown(self):
        """All that a row of topics shows of a board."""
        return self.name, self.slug

    def readers(self):
        """Give the members who may open this board: open_to, asked the other way."""
        members = User.objects.joined()
        if self.access != Board.Access.GROUPS:
            return members
        own = User.groups.through.objects.filter(group__boards=self)
        moderators = Board.moderators.through.objects.filter(board=self)
        return members.filter(
            models.Q(pk__in=own.values("user_id"))
            | (serving() & models.Q(pk__in=moderators.values("user_id")))
            | holders("forum.view_every_board")
        )

    @transaction.atomic
    def start_topic(
        self,
        author,
        title,
        text,
        form_key=None,
        tags=(),
        address=None,
        about=None,
        begun_at=None,
    ):
        """Open a topic with its first comment; the same form twice opens one.

        `about` is a page of the site that it belongs to: (address, name). `begun_at` is
        the place whose draft these words were, if not this board's.
        """
        # The lock makes a second copy of the form wait here, and then find the first.
        Board.objects.select_for_update(no_key=True).get(pk=self.pk)
        sent = author.comments.sent_before(form_key)
        if sent:
            return sent.topic
        place, name = about or (None, "")
        topic = self.topics.create(
            author=author,
            title=title,
            tokens=search.tokens(title),
            about_address=place,
            about_name=name,
        )
        Board.objects.filter(pk=self.pk).update(topic_count=F("topic_count") + 1)
        topic.reply(author, text, form_key, address)
        if tags:
            topic.set_tags(tags)
        author.drafts.at(begun_at or self).drop(author)
        return topic

    def count(self, topics=0, comments=0):
        """Add to what the board counts, and find its last topic anew."""
        Board.objects.filter(pk=self.pk).update(
            topic_count=F("topic_count") + topics,
            comment_count=F("comment_count") + comments,
            last_topic=self.topics.published().latest_first().first(),
        )
