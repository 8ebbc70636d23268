import re

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import holds
from apps.look import addresses, markup
from apps.look.paging import page_of

from .. import mentions, notices, search
from .board import open_to
from .reaction import tallies
from .state import PUBLISHED, State
from .topic import FACE, Topic

EXCERPT = 240  # characters of a comment in a list
MOMENTS = ["created_at", "edited_at"]
STATE = ["state", "reason", "taken_back_at"]
SHOWN = ["number", "html", "reactions", *STATE]
# Out of the text; to call a member is none, nor is a picture of one's own.
LINK = re.compile(r'<a href="(?!/media/pictures/)[^"]*"(?! class="mention")')
WRITTEN = ["text", "html", "tokens", "has_links"]  # what write() sets


class CommentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Keep the comments in topics that this reader may open.

        A hidden or deleted one stays among them: its place shows what became of it.
        """
        return self.filter(topic__in=Topic.objects.visible_to(user)).exclude(
            state=State.HELD
        )

    def moderated_by(self, user):
        """Keep the comments that this person moderates, whatever their state."""
        if holds(user, "forum.moderate"):
            return self.filter(open_to(user, "topic__board__"))
        return self.filter(topic__board__in=user.moderated_boards.values("pk"))

    def published(self):
        """Keep what is neither held, hidden nor deleted."""
        return self.filter(state=PUBLISHED)

    def readable_by(self, user):
        """Keep the comments whose words this reader may see outside their topic."""
        topics = Topic.objects.visible_to(user).published()
        return self.published().filter(topic__in=topics)

    def readable_on(self, boards):
        """Keep what readable_by keeps, for who has asked which boards are open."""
        return self.published().filter(
            topic__state=State.PUBLISHED, topic__board__in=[b.pk for b in boards]
        )

    def numbered(self, numbers, also=None):
        """Fetch a page of a topic: the first and the last number, as a pair.

        And one more, if it is asked for: named one by one, all are found in the
        index, where "a range, or this one" can make the database read the topic.
        """
        wanted = {"number__range": numbers}
        if also and not numbers[0] <= also <= numbers[1]:
            wanted = {"number__in": [*range(numbers[0], numbers[1] + 1), also]}
        people = [f"author__{field}" for field in FACE]
        return (
            self.filter(**wanted)
            .order_by("number")
            .select_related("author")
            .only("topic_id", *SHOWN, *MOMENTS, *people)
        )

    def with_topic(self):
        """Fetch with each comment its topic and author, for a list of excerpts."""
        people = [f"author__{field}" for field in FACE]
        topics = ["title", "solution_number", "board__name", "board__slug"]
        topics = [f"topic__{field}" for field in topics]
        return self.select_related("topic__board", "author").only(
            "number", "text", "state", *MOMENTS, *topics, *people
        )

    def with_words(self):
        """Fetch with each comment all its words, its topic and author, for a feed."""
        people = [f"author__{field}" for field in FACE]
        return self.select_related("topic", "author").only(
            "number", "html", *MOMENTS, "topic__title", *people
        )

    def sent_before(self, form_key):
        """Of one author's, find the one that this very form has made already."""
        return self.filter(form_key=form_key).first() if form_key else None


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
    reason = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="Why it is hidden; shown in its place.",
    )
    # For moderators: made from the text, and where it was sent from. An address is
    # forgotten after a while (housekeeping.py).
    has_links = models.BooleanField(default=False, db_default=False, editable=False)
    address = models.GenericIPAddressField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, editable=False)
    # Whether only its author and the moderators may read what it was before.
    history_is_hidden = models.BooleanField(
        default=False, db_default=False, editable=False
    )
    # When it was marked as the answer; kept while it is hidden (Topic.solution is not).
    solved_at = models.DateTimeField(null=True, editable=False)
    # How many members gave each kind of Reaction, kept with the row.
    reactions = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField()), editable=False
    )
    # When its author took it back. Not set where somebody else deleted it: what one has
    # taken back oneself, one can put back.
    taken_back_at = models.DateTimeField(null=True, editable=False)
    # Comes with the form: the same form sent twice makes one comment.
    form_key = models.UUIDField(null=True, editable=False)

    # What only this reader sees, where a page asked (unread.py, marks.py).
    is_first_new = is_own = is_kept = is_solution = False
    answer = None  # what solved it, on the comment after the question
    stands_out = False  # something is to be put before this one
    mine = ()  # the kinds of the reader's own reactions

    objects = CommentQuerySet.as_manager()

    # After write(): the username keys of those whom the text calls.
    mentioned = ()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "number"], name="forum_comment_one_number"
            ),
            models.UniqueConstraint(
                fields=["author", "form_key"], name="forum_comment_sent_once"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=False) | ~Q(state=State.PUBLISHED),
                name="forum_comment_published_has_number",
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-id"], name="forum_comment_of_author"),
            # The back office: the newest first, and the few that it looks for.
            models.Index(fields=["-created_at", "-id"], name="forum_comment_newest"),
            models.Index(
                fields=["-created_at", "-id"],
                condition=~Q(state=State.PUBLISHED),
                name="forum_comment_not_published",
            ),
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(has_links=True),
                name="forum_comment_with_links",
            ),
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(edited_at__isnull=False),
                name="forum_comment_edited",
            ),
            # The same of topics, which their openings speak for.
            models.Index(
                fields=["topic"],
                condition=Q(number=1, has_links=True),
                name="forum_comment_opening_links",
            ),
            models.Index(
                fields=["topic"],
                condition=Q(number=1, edited_at__isnull=False),
                name="forum_comment_opening_edited",
            ),
            models.Index(
                fields=["address", "-created_at", "-id"],
                condition=Q(address__isnull=False),
                name="forum_comment_from_address",
            ),
            # What is to be forgotten next.
            models.Index(
                fields=["created_at"],
                condition=Q(address__isnull=False),
                name="forum_comment_with_address",
            ),
            # The first one after a moment: what is new to a member.
            models.Index(fields=["topic", "created_at"], name="forum_comment_when"),
            # A search from one day to another finds here between which ids they lie,
            models.Index(fields=["created_at", "id"], name="forum_comment_written"),
            # and one among topics reads their opening comments, one in twenty.
            models.Index(
                fields=["-id"],
                condition=models.Q(number=1),
                name="forum_comment_openings",
            ),
        ]

    def __str__(self):
        return f"#{self.number} in {self.topic}"

    def get_absolute_url(self):
        return addresses.numbered("forum:comment_detail", self.pk)

    @property
    def history_address(self):
        """The address of what it was before."""
        return addresses.numbered("forum:comment_history", self.pk)

    @property
    def page(self):
        """The number of the topic's page on which this comment stands."""
        return page_of(self.number or 1)

    @property
    def place(self):
        """The address of this comment on its topic's page."""
        return self.topic.place_on(self.page, f"comment-{self.pk}")

    @property
    def is_opening(self):
        return self.number == 1

    @property
    def heading(self):
        """The title that stands above an opening comment; of others, nothing."""
        return self.topic.title if self.is_opening else ""

    @property
    def is_published(self):
        return self.state == State.PUBLISHED

    @property
    def prose(self):
        """The stored HTML, made by apps.look.markup and so safe to print."""
        return markup.stored(self.html)

    @property
    def shown(self):
        """All that a topic's page shows of a comment to everybody."""
        return (
            *(self.pk, self.number, self.state, self.reason, self.html),
            *(self.created_at, self.edited_at, self.author.shown),
            tuple(self.reactions.items()),
        )

    @property
    def marked(self):
        """All that it shows besides, in this topic and to this reader."""
        may_return = self.is_own and self.can_be_put_back
        return self.is_own, self.is_kept, self.mine, self.is_solution, may_return

    @property
    def tallies(self):
        """The reactions, kind by kind, with the reader's own among them."""
        return tallies(self.reactions, self.mine)

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
        self.pictured = self.author.pictures.in_text(text)
        self.html, called = mentions.render(text, self.pictured)
        self.mentioned = [member.username_key for member in called]
        self.has_links = bool(LINK.search(self.html))
        self.tokens = search.tokens(f"{self.heading}\n{text}")

    @transaction.atomic
    def edit(self, text, by=None, form_key=None):
        """Replace the text, say when, and keep the one before; by its author, mostly."""
        by = by or self.author
        self.topic = self.topic.hold()  # its title is part of what is found
        before = Comment.objects.only("text", "state").get(pk=self.pk)
        self.state = before.state  # a moderator may have hidden it meanwhile
        if text != before.text:
            self.write(text)
            self.note_change(by, self.heading, before.text, form_key)
            self.save(update_fields=[*WRITTEN, "edited_at"])
            self.author.pictures.show_in(self, self.pictured.values())
            notices.edited(self, by)
        by.hold()
        self.drafts.drop(by)

    def note_change(self, by, title, text, form_key=None):
        """Keep how it was before a change; the caller saves what it is now."""
        self.edited_at = timezone.now()
        self.revisions.create(
            author=by,
            made_at=self.edited_at,
            title=title,
            text=text,
            form_key=form_key,
        )

    def hide_history(self):
        """Keep from others what it was before: it may tell what is private."""
        self.history_is_hidden = True
        self.save(update_fields=["history_is_hidden"])

    def show_history(self):
        """Let everybody read again what it was before."""
        self.history_is_hidden = False
        self.save(update_fields=["history_is_hidden"])

    @property
    def can_be_put_back(self):
        """Whether its author took it back, and nobody did anything to it since."""
        return self.state == State.DELETED and self.taken_back_at is not None

    @transaction.atomic
    def retract(self):
        """Take a comment back by its author; its number stays as a tombstone.

        Unless a moderator has hidden it meanwhile: that is not the author's to undo.
        """
        self.topic.hold()
        if Comment.objects.published().filter(pk=self.pk).exists():
            self.become(State.DELETED)
            self.taken_back_at = timezone.now()
            self.save(update_fields=["taken_back_at"])

    @transaction.atomic
    def put_back(self):
        """Publish again what its author took back; say whether that still went."""
        self.topic.hold()
        comment = Comment.objects.get(pk=self.pk)
        if comment.can_be_put_back:
            self.become(State.PUBLISHED)
        return comment.can_be_put_back

    @transaction.atomic
    def become(self, state, reason=""):
        """Take another state, for a reason; topic and board count what is published."""
        topic = self.topic.hold()
        comment = Comment.objects.get(pk=self.pk)
        was_published, self.state = comment.is_published, state
        self.reason = reason
        self.taken_back_at = None
        fields = {"state": state, "reason": reason, "taken_back_at": None}
        Comment.objects.filter(pk=self.pk).update(**fields)
        if self.is_published != was_published:
            change = 1 if self.is_published else -1
            topic.count(comments=change)
            # Before the author's row is written: several are held there, by their ids.
            notices.changed(topic, comment=self)
            count_for(self.author_id, change)
        if topic.solution_id == self.pk and not self.is_published:
            topic.set_solution(None)
        elif topic.solution_id is None and self.is_published and comment.solved_at:
            topic.set_solution(comment)  # it comes back with its meaning

    @transaction.atomic
    def react(self, member, kind):
        """Take a member's reaction; the same one twice counts once."""
        self.hold()
        self.reacted.get_or_create(member=member, kind=kind)
        self.count_reactions()
        notices.reacted(self)

    @transaction.atomic
    def unreact(self, member, kind):
        """Give a member's reaction back, if there is one."""
        self.hold()
        self.reacted.filter(member=member, kind=kind).delete()
        self.count_reactions()
        notices.reacted(self)

    def hold(self):
        """Keep other writers off this row alone: its topic may go on meanwhile."""
        Comment.objects.select_for_update(no_key=True).get(pk=self.pk)

    def count_reactions(self):
        """Set the numbers on the row; the caller holds it."""
        kinds = self.reacted.order_by().values_list("kind")
        self.reactions = dict(kinds.annotate(models.Count("pk")))
        Comment.objects.filter(pk=self.pk).update(reactions=self.reactions)


def count_for(author_id, comments):
    """Add to the published comments of a member."""
    member = User.objects.filter(pk=author_id)
    member.update(comment_count=F("comment_count") + comments)
