"""What the lists of the back office are narrowed by.

A form for each list. Its fields stand in the address line, so that a search can be
sent to a colleague, kept under a name, and acted on as a whole:

    form = TopicConditions(request.GET, user=request.user)
    if form.is_valid():
        topics = form.narrow(Topic.objects.moderated_by(request.user))

Each field that is filled in narrows further, by the method `by_` and its name.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from apps.accounts.access import found_by, may_see_addresses
from apps.accounts.models import User
from apps.accounts.roles import holds
from apps.forum import search
from apps.forum.models import Board, Comment, State, Topic

from .fields import (
    AuthorField,
    BoardsField,
    DayField,
    NumberField,
    OneOfField,
    SeveralField,
)
from .models import Case

# How long a list may ask the database.
SECONDS = 4
TOO_LONG = (
    f"This would take longer than {SECONDS} seconds, so it was stopped. An author, "
    "a board or a shorter range of days makes it quick."
)


class Conditions(forms.Form):
    """What the three lists have in common."""

    reported = OneOfField("Reported", now="now", ever="at some time", never="never")
    reports_from = NumberField("Reports, at least")
    reports_to = NumberField("Reports, at most")
    address = forms.GenericIPAddressField(
        label="Sent from", required=False, help_text="A network address."
    )

    THING = None  # which of its things a case is about, as a query says it
    RANGES = ("reports",)
    FIRST = ()  # what is asked most often; the others are folded away

    def __init__(self, data, *, user):
        super().__init__(data)
        self.user = user
        # Where somebody wrote from is for moderators of the whole site only.
        self.refuses_address = not holds(user, "forum.moderate")
        if self.refuses_address:
            del self.fields["address"]
        if "board" in self.fields:
            boards = Board.objects.all()
            if self.refuses_address:
                boards = boards.filter(pk__in=user.moderated_boards.values("pk"))
            self.fields["board"].queryset = boards

    def clean(self):
        fields = super().clean()
        for name in self.RANGES:
            first, last = fields.get(f"{name}_from"), fields.get(f"{name}_to")
            if first is not None and last is not None and last < first:
                self.add_error(f"{name}_to", "This end comes before the beginning.")
        if self.refuses_address and self.data.get("address"):
            # To leave it out silently would find, and perhaps hide, too much.
            raise ValidationError(
                "Only moderators of the whole site can look for an address."
            )
        return fields

    def narrow(self, things):
        """Keep the things that all conditions hold for."""
        for name, value in self.cleaned_data.items():
            if value not in (None, "", []):
                things = getattr(self, f"by_{name}")(things, value)
        return things

    @property
    def first_fields(self):
        return [self[name] for name in self.FIRST]

    @property
    def more_fields(self):
        return [self[name] for name in self.fields if name not in self.FIRST]

    @property
    def has_more(self):
        """Whether one of those that are folded away is filled in, rightly or not."""
        given = QueryDict(self.query())
        return any(field.name in given for field in self.more_fields)

    def query(self):
        """Write what is filled in as it stands in an address."""
        query = QueryDict(mutable=True)
        for name in self.fields:
            query.setlist(name, [v for v in self.data.getlist(name) if v.strip()])
        return query.urlencode()

    def in_words(self):
        """Give what is filled in for reading: pairs such as ("Closed", "yes")."""
        given = QueryDict(self.query())
        for name in given:
            choices = getattr(self.fields[name], "choices", [])
            labels = {str(value): str(label) for value, label in choices}
            words = [labels.get(value, value) for value in given.getlist(name)]
            yield self.fields[name].label, ", ".join(words)

    def cases(self):
        """Give the cases that this moderator may know of, with their thing.

        Nobody learns what is said about themselves.
        """
        cases = Case.objects.exclude(person=self.user.pk)
        return cases.annotate(thing=self.THING).exclude(thing=None).order_by()

    def reported_more_than(self, number):
        sums = self.cases().values("thing").annotate(reports=Sum("report_count"))
        return sums.filter(reports__gt=number).values("thing")

    def by_reported(self, things, when):
        if when == "never":
            return things.exclude(pk__in=self.cases().values("thing"))
        cases = self.cases().open() if when == "now" else self.cases()
        return things.filter(pk__in=cases.values("thing"))

    def by_reports_from(self, things, number):
        if number == 0:
            return things
        return things.filter(pk__in=self.reported_more_than(number - 1))

    def by_reports_to(self, things, number):
        return things.exclude(pk__in=self.reported_more_than(number))


class WrittenConditions(Conditions):
    """What topics and comments have in common."""

    words = forms.CharField(
        label="Words",
        required=False,
        max_length=search.MAX_QUERY,
        widget=forms.TextInput({"dir": "auto"}),
    )
    author = AuthorField()
    board = BoardsField()
    state = SeveralField("State", [(state, state.value) for state in State])
    created_from = DayField("Written from")
    created_to = DayField("Written until")
    edited = OneOfField("Edited", yes="yes", no="no")
    links = OneOfField("Has links", yes="yes", no="no")

    RANGES = (*Conditions.RANGES, "created")
    FIRST = ("words", "author")

    def by_author(self, things, authors):
        return things.filter(author__in=authors)

    def by_state(self, things, states):
        if State.PUBLISHED not in states:
            # An index of those few has this very condition.
            things = things.exclude(state=State.PUBLISHED)
        return things.filter(state__in=states)

    def by_created_from(self, things, day):
        return things.filter(created_at__gte=midnight(day))

    def by_created_to(self, things, day):
        return things.filter(created_at__lt=midnight(day + timedelta(days=1)))


class CommentConditions(WrittenConditions):
    field_order = ["words", "author", "board", "state", "created_from", "created_to"]
    field_order += ["edited", "links", "reported", "reports_from", "reports_to"]

    THING = F("comment_id")

    def by_board(self, comments, boards):
        return comments.filter(topic__board__in=boards)

    def by_words(self, comments, words):
        return search.matching(comments, words)

    def by_edited(self, comments, edited):
        return comments.filter(edited_at__isnull=edited == "no")

    def by_links(self, comments, links):
        return comments.filter(has_links=links == "yes")

    def by_address(self, comments, address):
        return comments.filter(address=address)


class TopicConditions(WrittenConditions):
    closed = OneOfField("Closed", yes="yes", no="no")
    pinned = OneOfField("Pinned", yes="yes", no="no")
    active_from = DayField("Last comment from")
    active_to = DayField("Last comment until")
    comments_from = NumberField("Comments, at least")
    comments_to = NumberField("Comments, at most")

    field_order = ["words", "author", "board", "state", "closed", "pinned"]
    field_order += ["created_from", "created_to", "active_from", "active_to"]
    field_order += ["comments_from", "comments_to", "edited", "links"]
    field_order += ["reported", "reports_from", "reports_to"]

    # A report of one of its comments is about a topic, too.
    THING = Coalesce("topic_id", "comment__topic_id")
    RANGES = (*WrittenConditions.RANGES, "active", "comments")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].help_text = "Of the title or the opening comment."
        for name in "edited", "links":
            self.fields[name].label += " (opening)"

    def by_board(self, topics, boards):
        return topics.filter(board__in=boards)

    def by_closed(self, topics, closed):
        return topics.filter(is_closed=closed == "yes")

    def by_pinned(self, topics, pinned):
        return topics.filter(is_pinned=pinned == "yes")

    def by_active_from(self, topics, day):
        return topics.filter(last_comment_at__gte=midnight(day))

    def by_active_to(self, topics, day):
        return topics.filter(last_comment_at__lt=midnight(day + timedelta(days=1)))

    def by_comments_from(self, topics, number):
        return topics.filter(comment_count__gte=number)

    def by_comments_to(self, topics, number):
        return topics.filter(comment_count__lte=number)

    def by_words(self, topics, words):
        return opened_by(topics, search.matching(Comment.objects.all(), words))

    def by_edited(self, topics, edited):
        if edited == "no":
            return opened_by_one_of_many(topics, edited_at=None)
        return opened_by(topics, Comment.objects.filter(edited_at__isnull=False))

    def by_links(self, topics, links):
        if links == "no":
            return opened_by_one_of_many(topics, has_links=False)
        return opened_by(topics, Comment.objects.filter(has_links=True))

    def by_address(self, topics, address):
        return opened_by(topics, Comment.objects.filter(address=address))


def opened_by(topics, comments):
    """Keep the topics whose opening is among these, which an index finds."""
    return topics.filter(pk__in=comments.filter(number=1).values("topic_id"))


def opened_by_one_of_many(topics, **fields):
    """Keep the topics whose opening is such, as most are: look at each."""
    opening = Comment.objects.filter(topic=OuterRef("pk"), number=1, **fields)
    return topics.filter(Exists(opening))


class MemberConditions(Conditions):
    words = forms.CharField(
        label="Name or e-mail address",
        required=False,
        max_length=254,
        help_text="How it begins.",
        widget=forms.TextInput({"dir": "auto", "autocapitalize": "none"}),
    )
    joined_from = DayField("Joined from")
    joined_to = DayField("Joined until")
    seen_from = DayField("Last signed in from")
    seen_to = DayField("Last signed in until")
    blocked = OneOfField("Blocked", now="now", good="for good", no="no")
    role = OneOfField("Has a role", yes="yes", no="no")
    active = OneOfField("Account in use", yes="yes", no="no")
    confirmed = OneOfField("E-mail confirmed", yes="yes", no="no")
    waiting = OneOfField("Waiting for approval", yes="yes", no="no")
    comments_from = NumberField("Comments, at least")
    comments_to = NumberField("Comments, at most")

    field_order = ["words", "blocked", "role", "active", "confirmed", "waiting"]
    field_order += ["joined_from", "joined_to", "seen_from", "seen_to"]
    field_order += ["comments_from", "comments_to"]
    field_order += ["reported", "reports_from", "reports_to"]

    # A report of what somebody wrote is about that person, too.
    THING = F("person_id")
    RANGES = (*Conditions.RANGES, "joined", "seen", "comments")
    FIRST = ("words", "blocked")

    def __init__(self, data, *, user):
        super().__init__(data, user=user)
        if not may_see_addresses(user):
            self.fields["words"].label = "Name"

    def clean_words(self):
        words = self.cleaned_data["words"]
        is_address = any("@" in word.removeprefix("@") for word in words.split())
        if is_address and not may_see_addresses(self.user):
            # Who looks for one, letter by letter, reads it as well.
            raise ValidationError(
                "Only administrators can look for an e-mail address.", code="address"
            )
        return words

    def by_words(self, members, words):
        for word in words.split():
            members = found_by(self.user, members, word.removeprefix("@"))
        return members

    def by_joined_from(self, members, day):
        return members.filter(joined_at__gte=midnight(day))

    def by_joined_to(self, members, day):
        return members.filter(joined_at__lt=midnight(day + timedelta(days=1)))

    def by_seen_from(self, members, day):
        return members.filter(last_login__gte=midnight(day))

    def by_seen_to(self, members, day):
        return members.filter(last_login__lt=midnight(day + timedelta(days=1)))

    def by_blocked(self, members, blocked):
        if blocked == "good":
            return members.exclude(block="").filter(blocked_until=None)
        in_force = Q(blocked_until=None) | Q(blocked_until__gt=timezone.now())
        if blocked == "no":
            return members.filter(Q(block="") | Q(blocked_until__lte=timezone.now()))
        return members.exclude(block="").filter(in_force)

    def by_role(self, members, role):
        return members.filter(is_staff=role == "yes")

    def by_active(self, members, active):
        return members.filter(is_active=active == "yes")

    def by_confirmed(self, members, confirmed):
        return members.filter(confirmed_at__isnull=confirmed == "no")

    def by_waiting(self, members, waiting):
        if waiting == "yes":
            return members.waiting()
        return members.exclude(approved_at=None, confirmed_at__isnull=False)

    def by_comments_from(self, members, number):
        return members.filter(comment_count__gte=number)

    def by_comments_to(self, members, number):
        return members.filter(comment_count__lte=number)

    def by_address(self, members, address):
        written = Comment.objects.filter(address=address)
        return members.filter(pk__in=written.values("author_id"))


def midnight(day):
    """Give the moment when a day begins where the moderator is."""
    return timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC)


@dataclass(frozen=True)
class Kind:
    """A kind of thing that the back office lists: its words, form and order."""

    name: str
    model: type
    form: type
    order: tuple
    address: str  # the name of its list

    @property
    def plural(self):
        return f"{self.name}s"

    def place(self, conditions=""):
        """Give the address of the list, narrowed by conditions."""
        query = f"?{conditions}" if conditions else ""
        return reverse(self.address) + query

    def within_reach(self, user):
        """Keep what this person may see in the back office, and act on."""
        if self.model is not User:
            return self.model.objects.moderated_by(user)
        may = holds(user, "accounts.view_user")
        return User.objects.all() if may else User.objects.none()


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "topic",
            Topic,
            TopicConditions,
            ("-last_comment_at", "-id"),
            "admin:forum_topic_changelist",
        ),
        Kind(
            "comment",
            Comment,
            CommentConditions,
            ("-created_at", "-id"),
            "admin:forum_comment_changelist",
        ),
        Kind(
            "member",
            User,
            MemberConditions,
            ("-joined_at", "-id"),
            "admin:accounts_user_changelist",
        ),
    )
}
