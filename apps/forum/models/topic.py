from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from apps.accounts.roles import holds, serves
from apps.look import addresses
from apps.look.paging import page_of

from .. import notices, search
from .board import Board, open_to
from .state import PUBLISHED, State
from .tag import Tag, words_of

# What is read of a person who is named beside something: all fields of two people
# would be half of the time that a list takes.
FACE = ["username", "username_key", "display_name", "avatar", "deleted_at"]


def shown_to(user):
    """Give the condition that a topic is shown to this reader, if its board is open."""
    if holds(user, "forum.moderate"):
        return models.Q()
    shown = models.Q(state=PUBLISHED)
    if serves(user):
        shown |= models.Q(board__in=user.moderated_boards.values("pk"))
    return shown


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Keep the topics that this reader may open."""
        return self.filter(open_to(user, "board__")).shown_to(user)

    def shown_to(self, user):
        """Keep those that this reader may open, of a board that is open to them."""
        return self.filter(shown_to(user))

    def shown_to_author(self, user):
        """Keep what is visible to this reader, and their own that is hidden.

        So they read why, and the text is not lost to them.
        """
        shown = shown_to(user)
        if shown and user.is_authenticated:
            shown |= models.Q(author=user, state=State.HIDDEN)
        return self.filter(open_to(user, "board__"), shown)

    def moderated_by(self, user):
        """Keep the topics that this person moderates, whatever their state."""
        if holds(user, "forum.moderate"):
            return self.filter(open_to(user, "board__"))
        return self.filter(board__in=user.moderated_boards.values("pk"))

    def published(self):
        """Keep what is neither hidden nor deleted."""
        return self.filter(state=PUBLISHED)

    def about(self, address):
        """Keep the one topic that is about this page of the site, or none."""
        return self.filter(about_address=address)

    def latest_first(self):
        return self.order_by("-last_comment_at", "-id")

    def with_board(self):
        """Fetch with each topic its board."""
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
    reason = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="Why it is hidden.",
    )
    close_reason = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="Why it is closed; shown to all.",
    )
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

    tags = models.ManyToManyField("Tag", blank=True, related_name="topics")
    # Their slugs and names, ",slug name,slug name,": all that a row of a list shows.
    tag_words = models.TextField(blank=True, default="", db_default="", editable=False)
    # The comment that answers the question, and its number, for rows of lists. A
    # comment that is no longer published is nobody's solution.
    solution = models.ForeignKey(
        "Comment", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    solution_number = models.PositiveIntegerField(null=True, editable=False)

    # What on this site it is about, if it was begun there: its address and its name.
    # Whoever is above the forum may say so, and finds its topic by it; one each.
    about_address = models.CharField(
        max_length=200, null=True, blank=True, unique=True, editable=False
    )
    about_name = models.CharField(
        max_length=120, blank=True, default="", db_default="", editable=False
    )

    # The first comment that is new to the reader, where a page asked (unread.py).
    first_new = 0
    # What the reader has chosen, where a page asked (marks.py).
    watch = None

    objects = TopicQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["board", "-is_pinned", "-last_comment_at", "-id"],
                name="forum_topic_of_board",
            ),
            models.Index(fields=["-last_comment_at", "-id"], name="forum_topic_latest"),
            models.Index(fields=["author", "-id"], name="forum_topic_of_author"),
            # The back office: what it looks for, in the order in which it shows it.
            models.Index(
                fields=["-last_comment_at", "-id"],
                condition=~models.Q(state=State.PUBLISHED),
                name="forum_topic_not_published",
            ),
            models.Index(
                fields=["-last_comment_at", "-id"],
                condition=models.Q(is_closed=True),
                name="forum_topic_closed",
            ),
            models.Index(
                fields=["-last_comment_at", "-id"],
                condition=models.Q(is_pinned=True),
                name="forum_topic_pinned",
            ),
            models.Index(fields=["created_at"], name="forum_topic_created"),
            models.Index(fields=["comment_count"], name="forum_topic_size"),
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
        return self.place_on(self.last_page, "last")

    @property
    def new_count(self):
        """How many comments are new to the reader, where a page asked."""
        return max(0, self.last_number - self.first_new + 1) if self.first_new else 0

    @property
    def new_place(self):
        """The address of the first comment that is new to the reader."""
        return self.place_on(page_of(self.first_new), "new")

    @property
    def tag_links(self):
        """The addresses and names of its tags."""
        for words in filter(None, self.tag_words.split(",")):
            slug, _, name = words.partition(" ")
            yield addresses.named("forum:tag_detail", slug), name

    @property
    def solution_place(self):
        """The address of the comment that answers the question."""
        return self.place_on(
            page_of(self.solution_number), f"comment-{self.solution_id}"
        )

    def place_on(self, page, anchor):
        """Give the address of something on a page of this topic."""
        query = f"?page={page}" if page > 1 else ""
        return f"{self.get_absolute_url()}{query}#{anchor}"

    @property
    def answer_count(self):
        return max(0, self.comment_count - 1)

    class Changed(Exception):
        """Closed, hidden or shown again while somebody was answering."""

    def hold(self):
        """Read the row anew and keep other writers off it to the transaction's end.

        No key: a row that points here may be written meanwhile. Otherwise a board
        that is given its last topic and this topic's reply could wait for each other.
        """
        return Topic.objects.select_for_update(no_key=True).get(pk=self.pk)

    @transaction.atomic
    def reply(self, author, text, form_key=None, address=None, begun_at=None):
        """Publish a comment; the same form twice publishes one.

        `begun_at` is the place whose draft these words were, if not this topic's.
        Raise Changed when the topic is no longer as the caller has found it.

        The topic's row is held from the number's being given to the end of the
        transaction, so numbers are unique and in order of publication.
        """
        comment = self.comments.model(
            topic=self, author=author, form_key=form_key, address=address
        )
        comment.number = self.last_number + 1
        comment.write(text)  # the slow part, before anybody has to wait
        topic = self.hold()
        sent = author.comments.sent_before(form_key)
        if sent:
            return sent
        if (topic.state, topic.is_closed) != (self.state, self.is_closed):
            raise Topic.Changed
        comment.number = topic.last_number + 1
        comment.created_at = timezone.now()
        comment.save()
        if comment.pictured:
            author.pictures.show_in(comment, comment.pictured.values())
        self.last_number = comment.number
        Topic.objects.filter(pk=self.pk).update(
            last_number=comment.number,
            comment_count=F("comment_count") + 1,
            last_comment_at=comment.created_at,
            last_author=author,
        )
        if topic.is_published:
            Board.objects.filter(pk=topic.board_id).update(
                comment_count=F("comment_count") + 1, last_topic=self
            )
        if author.watches_automatically:
            self.watches.begin(author, self)
        notices.published(comment)
        # Last, as everywhere: topic, board, member. So nobody waits in a circle.
        author.note_comment(comment.created_at)
        author.drafts.at(begun_at or self).drop(author)
        return comment

    @transaction.atomic
    def become(self, state, reason=""):
        """Take another state, for a reason; its board counts what is published."""
        topic = self.hold()
        was_published, self.state, self.reason = topic.is_published, state, reason
        Topic.objects.filter(pk=self.pk).update(state=state, reason=reason)
        if self.is_published != was_published:
            sign = 1 if self.is_published else -1
            topic.board.count(topics=sign, comments=sign * topic.comment_count)
            notices.changed(topic)

    def close(self, reason=""):
        """Take no more comments, for a reason."""
        self.is_closed, self.close_reason = True, reason
        self.save(update_fields=["is_closed", "close_reason"])

    def reopen(self):
        """Take comments again."""
        self.is_closed, self.close_reason = False, ""
        self.save(update_fields=["is_closed", "close_reason"])

    def pin(self):
        """Stand above the others of its board."""
        self.is_pinned = True
        self.save(update_fields=["is_pinned"])

    def unpin(self):
        """Stand among the others again."""
        self.is_pinned = False
        self.save(update_fields=["is_pinned"])

    @transaction.atomic
    def solve(self, comment, member=None):
        """Say which comment answers the question; until now it may have been another.

        `member` says so: a moderator, or who asked.
        Raise Changed when it is no longer published.
        """
        topic = self.hold()
        answer = topic.comments.published().filter(pk=comment.pk).first()
        if answer is None:
            raise Topic.Changed
        topic.comments.exclude(solved_at=None).update(solved_at=None)
        topic.comments.filter(pk=answer.pk).update(solved_at=timezone.now())
        self.set_solution(answer)
        if topic.solution_id != answer.pk:
            notices.unsolved(topic.solution_id)
            notices.solved(answer, member or self.author)

    @transaction.atomic
    def unsolve(self, comment):
        """Take back that this comment answers the question; another one stays."""
        topic = self.hold()
        topic.comments.filter(pk=comment.pk).update(solved_at=None)
        if topic.solution_id == comment.pk:
            self.set_solution(None)
            notices.unsolved(comment.pk)

    def set_solution(self, comment):
        """Point to the answer; the caller holds the row."""
        self.solution = comment
        self.solution_number = comment and comment.number
        Topic.objects.filter(pk=self.pk).update(
            solution=comment, solution_number=self.solution_number
        )

    @transaction.atomic
    def move(self, board):
        """Take the topic and its comments to another board."""
        topic = self.hold()
        before, self.board = topic.board, board
        Topic.objects.filter(pk=self.pk).update(board=board)
        if topic.is_published and before != board:
            # In one order for everybody, or two moves could wait for each other.
            for place in sorted([before, board], key=lambda board: board.pk):
                sign = 1 if place == board else -1
                place.count(topics=sign, comments=sign * topic.comment_count)
            notices.changed(topic)

    def count(self, comments):
        """Add to the published comments, and find the last of them anew."""
        last = self.comments.published().order_by("-number").first()
        when = last.created_at if last else self.created_at
        Topic.objects.filter(pk=self.pk).update(
            comment_count=F("comment_count") + comments,
            last_comment_at=when,
            last_author=last.author if last else None,
        )
        if self.is_published:
            self.board.count(comments=comments)

    @transaction.atomic
    def set_tags(self, tags):
        """Give the topic these tags and no others.

        The tags are held first: whoever renames one writes to its topics.
        """
        held = Tag.objects.held().filter(pk__in=[tag.pk for tag in tags])
        merged = {tag.merged_into_id or tag.pk for tag in held}
        held = sorted(Tag.objects.held().filter(pk__in=merged), key=str)
        self.hold()
        self.tags.set(held)
        self.tag_words = words_of(held)
        Topic.objects.filter(pk=self.pk).update(tag_words=self.tag_words)

    @transaction.atomic
    def rename(self, title, by=None):
        """Give the topic another title; its opening comment is found by it too.

        It is a change of that comment: who reads its history finds the title before.
        """
        before = self.hold().title
        if title == before:
            return
        self.title = title
        self.tokens = search.tokens(title)
        self.save(update_fields=["title", "tokens"])
        opening = self.comments.get(number=1)
        opening.topic = self
        opening.write(opening.text)
        opening.note_change(by or self.author, before, opening.text)
        opening.save(update_fields=["html", "tokens", "has_links", "edited_at"])
