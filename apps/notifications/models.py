from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from apps.accounts.models import User

from .events import events, kinds
from .preference import Preference

__all__ = ["Notification", "Preference"]

# How long to wait for others who do the same, before a letter tells of it.
GATHERING = timedelta(minutes=10)
# The least time between two letters about what is gathered in one notice.
BETWEEN_LETTERS = timedelta(days=1)


class NotificationQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def about(self, event, target):
        """Keep what tells of this; `target` is a number, or a query's OuterRef."""
        return self.filter(event=event, target_id=target)

    def with_people(self):
        """Fetch with each notice whom it names."""
        return self.select_related("actor", "second")

    def tell(self, event, target, told, actor, and_hold=()):
        """Tell members that something happened: `told` maps their ids to kinds.

        One target makes one notice for each recipient: a second call finds those
        who know, and only makes a notice more personal (to be mentioned by an edit
        is more than to watch). Nobody is told of what they did themselves.

        The rows of the recipients are held from here to the end of the transaction,
        so that what they know and what is counted agrees; `and_hold` names others
        whom the transaction is going to write, to hold all in one order. Gives the
        new notices.
        """
        told = {pk: kind for pk, kind in told.items() if pk != actor.pk}
        if not told:
            return []
        with transaction.atomic():
            members = {m.pk: m for m in User.objects.hold({*told, *and_hold})}
            reached = events()[event].reaches
            told = {
                pk: kind
                for pk, kind in told.items()
                if pk in members and reached(members[pk])
            }
            known = self.about(event, target).filter(recipient__in=told)
            known = {notice.recipient_id: notice for notice in known}
            new = [
                Notification(
                    recipient_id=pk,
                    event=event,
                    kind=kind,
                    target_id=target,
                    actor=actor,
                )
                for pk, kind in told.items()
                if pk not in known
            ]
            self.bulk_create(new)
            raised = [known[pk] for pk in known if known[pk].rise(told[pk])]
            unread = [n.recipient_id for n in [*new, *raised] if not n.was_unread]
            _count(unread, 1)
            if new or raised:
                _post([notice.pk for notice in [*new, *raised]])
        return new

    @transaction.atomic
    def gather(self, event, target, recipient, actors, count):
        """Say anew who did the same thing: the last two of them, and how many.

        The notice is unread again when they have become more, and gone when nobody
        is left.
        """
        if not User.objects.hold([recipient.pk]):
            return
        kind = events()[event].kinds[0].name
        mine = self.about(event, target).filter(recipient=recipient)
        notice = mine.first()
        if not count:
            mine.withdraw()
        elif notice:
            notice.gather(actors, count)
        else:
            member = User.objects.get(pk=recipient.pk)
            actors = [actor for actor in actors if actor.pk != recipient.pk]
            if actors and events()[event].reaches(member):
                notice = self.create(
                    recipient=recipient,
                    event=event,
                    kind=kind,
                    target_id=target,
                    actor=actors[0],
                    second=actors[1] if actors[1:] else None,
                    actor_count=count,
                )
                _count([recipient.pk], 1)
                _post([notice.pk], GATHERING)

    @transaction.atomic
    def read_by(self, member):
        """Mark those of these that are this member's as read; give how many."""
        # Before the notices themselves, as everybody does who writes both.
        list(User.objects.hold([member.pk]).values_list("pk"))
        unread = self.filter(recipient=member, read_at=None)
        number = unread.update(read_at=timezone.now())
        if number:
            _count([member.pk], -number)
            member.unread_count = max(0, member.unread_count - number)
        return number

    @transaction.atomic
    def withdraw(self):
        """Take back what nobody needs to know any more, and count it out."""
        whose = self.order_by().values_list("recipient_id", flat=True).distinct()
        list(User.objects.hold(set(whose)).values_list("pk"))
        rows = list(self.order_by().values_list("pk", "recipient_id", "read_at"))
        _count([recipient for _, recipient, read_at in rows if not read_at], -1)
        Notification.objects.filter(pk__in=[row[0] for row in rows]).delete()


class Notification(models.Model):
    """What one member is told: something that others did, and that concerns them.

    It knows no other app: `event` and `target_id` say which row of which table it
    is about, and apps.notifications.events asks the app that owns it.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications"
    )
    event = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    target_id = models.PositiveBigIntegerField()
    # Who did it; of what many did, the last two and how many they are.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    actor_count = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    # When a letter told it, at once or in the weekly one.
    mailed_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    # What the reader may see of it; visible() sets it.
    target = None
    # Whether it was counted already, when it is told a second time.
    was_unread = False

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "event", "target_id"],
                name="notifications_told_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-created_at", "-id"],
                name="notifications_of_recipient",
            ),
            models.Index(
                fields=["recipient", "-created_at", "-id"],
                condition=Q(read_at=None),
                name="notifications_unread",
            ),
            # All notices of one target: it was hidden, or shown on a page.
            models.Index(fields=["event", "target_id"], name="notifications_target"),
            # What housekeeping forgets: what was read, and what nobody reads.
            models.Index(
                fields=["read_at"],
                condition=Q(read_at__isnull=False),
                name="notifications_read",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(read_at=None),
                name="notifications_unread_old",
            ),
        ]

    def __str__(self):
        return f"{self.kind} for {self.recipient_id}"

    def rise(self, kind):
        """Become a more personal kind, unread again; say whether it did."""
        rank = events()[self.event].rank
        if rank(kind) >= rank(self.kind):
            return False
        self.was_unread = self.read_at is None
        self.kind, self.created_at = kind, timezone.now()
        self.read_at = self.mailed_at = None
        self.save(update_fields=["kind", "created_at", "read_at", "mailed_at"])
        return True

    def gather(self, actors, count):
        """Take who did the same thing; more of them make it unread again."""
        is_more, self.actor_count = count > self.actor_count, count
        self.actor, self.second = actors[0], actors[1] if actors[1:] else None
        if is_more and self.read_at:
            self.read_at, self.created_at = None, timezone.now()
            if self.mailed_at and self.mailed_at < timezone.now() - BETWEEN_LETTERS:
                self.mailed_at = None
            _count([self.recipient_id], 1)
            _post([self.pk], GATHERING)
        self.save()

    @property
    def is_read(self):
        return self.read_at is not None

    @property
    def about(self):
        """The event, which knows the target."""
        return events()[self.event]

    @property
    def how(self):
        """The kind: in which way it concerns the recipient."""
        return kinds()[self.kind]

    @property
    def title(self):
        return self.about.title(self.target)

    @property
    def place(self):
        return self.about.place(self.target)

    @property
    def excerpt(self):
        return self.about.excerpt(self.target)

    @property
    def quoted(self):
        """Its words for a plain letter, marked off from those of the site."""
        lines = self.about.text(self.target).splitlines()
        return "\n".join(f"> {line}".rstrip() for line in lines)

    @property
    def html(self):
        """Its words for the other part of a letter, safe to print; or nothing."""
        return self.about.html(self.target)

    @property
    def sentence(self):
        """What happened, in words."""
        *others, last = self.who
        names = f"{', '.join(others)} and {last}" if others else last
        return self._says.format(who=names, what=f"“{self.title}”")

    @property
    def sentence_in_html(self):
        """The same, each name by itself: it may run from right to left."""
        *others, last = [[name] for name in self.who]
        names = format_html("<bdi>{}</bdi>", *last)
        if others:
            before = format_html_join(", ", "<bdi>{}</bdi>", others)
            names = format_html("{} and {}", before, names)
        title = format_html('<bdi class="news__title">{}</bdi>', self.title)
        return format_html(self._says, who=names, what=title)

    @property
    def who(self):
        """Who did it, for a sentence: Ada, Lin and 3 others."""
        names = [person.name for person in (self.actor, self.second) if person]
        others = self.actor_count - len(names)
        if others > 0:
            names.append(f"{others} other{'s' if others > 1 else ''}")
        return names

    @property
    def _says(self):
        return self.about.says(self.how, self.target)


def visible(notices, reader):
    """Keep those of these notices whose targets the reader may see now.

    One question to each event. What it gives is kept on the notice as `target`.
    """
    found = {}
    for name in {notice.event for notice in notices} & events().keys():
        pks = [notice.target_id for notice in notices if notice.event == name]
        found[name] = events()[name].targets(reader, pks)
    for notice in notices:
        notice.target = found.get(notice.event, {}).get(notice.target_id)
    return [notice for notice in notices if notice.target is not None]


def recount(members):
    """Work out anew how much each of these members has not read."""
    unread = Notification.objects.unread().filter(recipient=models.OuterRef("pk"))
    number = unread.order_by().values("recipient").annotate(n=models.Count("pk"))
    counted = models.functions.Coalesce(models.Subquery(number.values("n")), 0)
    members.update(unread_count=counted)


def _count(recipients, step):
    """Add to the numbers of members whose rows are held; named twice, it counts twice."""
    by_times = {}
    for pk, times in Counter(recipients).items():
        by_times.setdefault(times, []).append(pk)
    for times, pks in by_times.items():
        number = F("unread_count") + times * step
        User.objects.filter(pk__in=pks).update(unread_count=number)


def _post(pks, delay=None):
    """Let the queue decide about mail: its row is part of this transaction."""
    from . import tasks  # which imports the models

    task = tasks.post_notices
    if delay:
        task = task.using(run_after=timezone.now() + delay)
    task.enqueue(pks)
