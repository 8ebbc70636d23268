from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.urls import reverse
from django.utils import timezone


class State(models.TextChoices):
    """What has become of a topic or a comment, and so who may read it."""

    PUBLISHED = "published", "published"
    HELD = "held", "held until a moderator has looked"
    HIDDEN = "hidden", "hidden by a moderator"
    DELETED = "deleted", "deleted by its author"


class BoardQuerySet(models.QuerySet):
    def open_to(self, user):
        """Keep the boards that this reader may open."""
        if user.has_perm("forum.view_every_board"):
            return self
        open_to_all = models.Q(access__in=[Board.Access.OPEN, Board.Access.READONLY])
        if not user.is_authenticated:
            return self.filter(open_to_all)
        for_member = models.Q(access=Board.Access.MEMBERS)
        for_group = models.Q(
            access=Board.Access.GROUPS,
            pk__in=Board.groups.through.objects.filter(group__user=user).values(
                "board_id"
            ),
        )
        return self.filter(open_to_all | for_member | for_group)


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
        return reverse("forum:board_detail", args=[self.slug])


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Keep the topics that this reader may open."""
        topics = self.filter(board__in=Board.objects.open_to(user))
        if user.has_perm("forum.moderate"):
            return topics
        return topics.filter(state=State.PUBLISHED)


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
                fields=["board", "-last_comment_at", "-id"],
                name="forum_topic_of_board",
            ),
            models.Index(fields=["-last_comment_at", "-id"], name="forum_topic_latest"),
            models.Index(
                fields=["board", "-last_comment_at"],
                condition=models.Q(is_pinned=True),
                name="forum_topic_pinned",
            ),
            models.Index(fields=["author", "-id"], name="forum_topic_of_author"),
        ]
        permissions = [("moderate", "Can moderate topics and comments")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("forum:topic_detail", args=[self.pk])


class CommentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Keep the comments in topics that this reader may open.

        A hidden or deleted one stays among them: its place shows what became of it.
        """
        return self.filter(topic__in=Topic.objects.visible_to(user)).exclude(
            state=State.HELD
        )


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
        return reverse("forum:comment_detail", args=[self.pk])
