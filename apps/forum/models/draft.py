from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from apps.accounts.models import User
from apps.look import addresses, markup

from .board import Board
from .comment import EXCERPT, Comment
from .topic import Topic

PLACES = {Board: "board", Topic: "topic", Comment: "comment"}


@dataclass(frozen=True)
class Elsewhere:
    """A page outside the forum with a form whose words come into it.

    Its app knows into which topic, and whether there is one yet; the forum need not.
    """

    page: str  # its address, where one writes
    name: str  # what a draft for it is called

    def get_absolute_url(self):
        return self.page


def page_for(place):
    """Give the address at which one writes for this place."""
    if isinstance(place, Elsewhere):
        return place.page
    if isinstance(place, Board):
        return addresses.named("forum:topic_create", place.slug)
    name = "comment_create" if isinstance(place, Topic) else "comment_edit"
    return addresses.numbered(f"forum:{name}", place.pk)


class DraftQuerySet(models.QuerySet):
    def at(self, place):
        """Keep those for this place: a board, a topic, a comment; or for none."""
        wanted = dict.fromkeys([*PLACES.values(), "page"])
        if isinstance(place, Elsewhere):
            wanted["page"] = place.page
        elif place is not None:
            wanted[PLACES[type(place)]] = place
        return self.filter(**wanted)

    def with_place(self, user):
        """Fetch with each what it is for, and whether its author may still go there."""
        places = (
            Board.objects.open_to(user).filter(pk=OuterRef("board")),
            Topic.objects.visible_to(user).filter(pk=OuterRef("topic")),
            Comment.objects.visible_to(user).filter(pk=OuterRef("comment")),
        )
        # Whether a page elsewhere is open to its author is for that page to say.
        is_open = Q(page__isnull=False)
        for place in places:
            is_open |= Q(Exists(place))
        rows = self.select_related("board", "topic", "comment__topic")
        return rows.annotate(is_open=is_open).order_by("-updated_at", "-id")

    def drop(self, author):
        """Forget this author's among these: the words are said, or not wanted.

        The caller holds the author's row (User.hold), so that nobody can keep them
        again with a form that has just been sent.
        """
        if self.filter(author=author).delete()[0]:
            count(author)

    @transaction.atomic
    def keep(self, author, place, title="", text="", form_key=None, tags=None):
        """Keep words for a place, in the stead of those kept before.

        `tags` are the keys of those that are ticked; None leaves them as they were,
        and alone they are no reason for a draft.

        Give the draft, or None where nothing is left to keep. Raise Sent when the
        form has published its words meanwhile.
        """
        author.hold()
        if has_sent(author, form_key):
            raise Draft.Sent
        mine = self.filter(author=author)
        if is_nothing(place, title, text):
            mine.at(place).drop(author)
            return None
        words = {"title": title, "text": text, "form_key": form_key}
        if tags is not None:
            words["tags"] = tags
        words["updated_at"] = timezone.now()
        draft = mine.at(place).first() if place is not None else None
        if draft is None:
            draft = self.model(author=author, **columns(place))
        for name, value in words.items():
            setattr(draft, name, value)
        draft.save()
        count(author)
        return draft


class Draft(models.Model):
    """What somebody has begun to write: a topic, an answer, a change of a comment.

    Its place may be gone meanwhile. The words stay, for their author.
    """

    class Sent(Exception):
        """The form that brings these words has published them already."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts"
    )
    # One of these: for a new topic, for an answer, for a change.
    board = models.ForeignKey(Board, models.SET_NULL, null=True, related_name="drafts")
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, related_name="drafts")
    comment = models.ForeignKey(
        Comment, models.SET_NULL, null=True, related_name="drafts"
    )
    # Or for a page outside the forum (Elsewhere): one a member, or none like the above.
    page = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001
    page_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    title = models.TextField(blank=True)
    text = models.TextField(blank=True)
    # The keys of the tags that are ticked. One that is gone is no longer offered.
    tags = models.JSONField(default=list, blank=True)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)
    # The form goes on where it was left: sent from two windows, it makes one comment.
    form_key = models.UUIDField(null=True, editable=False)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", place], name=f"forum_draft_one_a_{place}"
            )
            for place in [*PLACES.values(), "page"]
        ] + [
            models.CheckConstraint(
                condition=Q(board=None, topic=None, page=None)
                | Q(topic=None, comment=None, page=None)
                | Q(board=None, comment=None, page=None)
                | Q(board=None, topic=None, comment=None),
                name="forum_draft_one_place",
            )
        ]

    def __str__(self):
        return f"draft {self.pk}"

    def get_absolute_url(self):
        return (
            page_for(self.place) if self.place else addresses.fixed("forum:draft_list")
        )

    @property
    def place(self):
        """The board, topic, comment or page that it is for; None when that is gone."""
        if self.page:
            return Elsewhere(self.page, self.page_name)
        return self.board or self.topic or self.comment

    @property
    def heading(self):
        """What it is, for its author; no more than that person may read now."""
        if not self.has_place:
            return self.title or "For a place that is closed to you, or gone"
        if self.page:
            return self.page_name
        if self.board:
            title = f": {self.title}" if self.title else ""
            return f"A new topic in {self.board}{title}"
        if self.topic:
            return f"An answer in {self.topic}"
        return f"A change of your comment {self.comment}"

    @property
    def excerpt(self):
        """The first words, without their markup."""
        return markup.plain(self.text, EXCERPT)

    @property
    def words(self):
        """What goes back into the form."""
        key = {"form_key": self.form_key} if self.form_key else {}
        return {"title": self.title, "text": self.text, "tags": self.tags, **key}

    @property
    def has_place(self):
        """Whether its author can go on writing where it was begun."""
        return self.is_open and self.place is not None

    @transaction.atomic
    def discard(self):
        """Forget it, by its author's wish."""
        self.author.hold()
        Draft.objects.filter(pk=self.pk).drop(self.author)


def has_sent(author, form_key):
    """Say whether a form has published its words: as a comment, or as a change."""
    if form_key is None:
        return False
    changes = author.revisions.filter(form_key=form_key)
    return bool(author.comments.sent_before(form_key)) or changes.exists()


def columns(place):
    """Give what a new draft for this place keeps of it; nothing for one without."""
    if isinstance(place, Elsewhere):
        return {"page": place.page, "page_name": place.name[:200]}
    return {PLACES[type(place)]: place} if place is not None else {}


def is_nothing(place, title, text):
    """Say whether there is nothing to keep: no words, or those of the comment."""
    if isinstance(place, Comment):
        return text.strip() in {"", place.text}
    return not (title.strip() or text.strip())


def count(author):
    """Keep on the author's row how many there are, so that a page need not ask."""
    own = Draft.objects.filter(author=OuterRef("pk")).order_by().values("author")
    number = Subquery(own.annotate(number=Count("pk")).values("number"))
    User.objects.filter(pk=author.pk).update(draft_count=Coalesce(number, 0))
