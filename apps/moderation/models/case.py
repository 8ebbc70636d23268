from collections import Counter

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from apps.accounts.roles import holds

from .action import Action
from .thing import AboutOneThing, about, exactly_one, locked, person_of


class CaseQuerySet(models.QuerySet):
    def open(self):
        """Keep the cases that nobody has decided."""
        return self.filter(decided_at=None)

    def open_to(self, user):
        """Keep the cases that this moderator may decide; nobody decides their own.

        So whoever is reported never learns who did it, a moderator neither.
        """
        cases = self.exclude(person=user)
        if holds(user, "forum.moderate"):
            return cases
        boards = user.moderated_boards.values("pk")
        return cases.filter(
            Q(topic__board__in=boards) | Q(comment__topic__board__in=boards)
        )

    def on(self, thing):
        """Keep the cases about this thing."""
        return self.filter(**about(thing))

    def with_all(self):
        """Fetch all that the queue shows of a case."""
        reports = Report.objects.order_by("id").select_related("reporter")
        return self.select_related(
            "person", "taken_by", "topic__board", "comment__topic__board"
        ).prefetch_related(models.Prefetch("reports", reports))

    def with_decision(self):
        """Fetch how a case was decided, too."""
        return self.select_related("decided_by", "action__undone__actor")

    @transaction.atomic
    def report(self, thing, reporter, why, text=""):
        """Add a report to the open case about a thing, and open one if there is none.

        The same member's second report replaces the first.
        """
        thing = locked(thing)  # no second case begins, and this one is not decided now
        case, _ = self.open().get_or_create(**about(thing), person=person_of(thing))
        report, is_new = case.reports.update_or_create(
            reporter=reporter,
            defaults={"why": why, "text": text, "at": timezone.now()},
        )
        if is_new:
            self.filter(pk=case.pk).update(report_count=F("report_count") + 1)
        return report

    def decide(self, moderator, decision, action=None):
        """Close those of these cases that are open; an act may be the decision."""
        return self.open().update(
            decided_at=timezone.now(),
            decided_by=moderator,
            decision=decision,
            action=action,
        )


class Case(AboutOneThing):
    """All reports of one thing, until somebody decides."""

    opened_at = models.DateTimeField(default=timezone.now)
    report_count = models.PositiveIntegerField(default=0)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decision = models.CharField(max_length=300, blank=True)
    # What was done; nothing when the case was dismissed.
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, editable=False, related_name="cases"
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("comment", "topic", "member"),
                name="moderation_case_about_one_thing",
            ),
            # One open case a thing: reports gather.
            *(
                models.UniqueConstraint(
                    fields=[thing],
                    condition=Q(decided_at=None),
                    name=f"moderation_case_one_open_{thing}",
                )
                for thing in ("comment", "topic", "member")
            ),
        ]
        indexes = [
            models.Index(
                fields=["opened_at", "id"],
                condition=Q(decided_at=None),
                name="moderation_case_open",
            ),
            models.Index(
                fields=["-report_count", "-id"],
                condition=Q(decided_at=None),
                name="moderation_case_most",
            ),
            models.Index(fields=["person", "-id"], name="moderation_case_person"),
        ]

    def __str__(self):
        return f"Case {self.pk}: {self.target}"

    def get_absolute_url(self):
        return reverse("moderation:case_detail", args=[self.pk])

    @property
    def is_open(self):
        return self.decided_at is None

    @property
    def reasons(self):
        """What the reports say, each once, the most said first, with how often."""
        said = Counter(report.why for report in self.reports.all())
        return [(Report.Why(why).label, number) for why, number in said.most_common()]

    @property
    def things(self):
        """What can be acted on to answer it: the thing, its topic, its author."""
        return list(
            dict.fromkeys(filter(None, [self.target, self.thread, self.person]))
        )

    @property
    def in_place(self):
        """The reported comment between its neighbours, or the opening of the topic."""
        if self.topic:
            return self.topic.comments.numbered((1, 1))
        number = self.comment.number or 1
        return self.thread.comments.numbered((number - 1, number + 1))

    def take(self, moderator):
        """Say who deals with it; True unless that has changed meanwhile."""
        case = Case.objects.open().filter(pk=self.pk, taken_by=self.taken_by)
        return bool(case.update(taken_by=moderator, taken_at=timezone.now()))

    def release(self, moderator):
        """Leave it to others; only who has taken it can."""
        case = Case.objects.open().filter(pk=self.pk, taken_by=moderator)
        return bool(case.update(taken_by=None, taken_at=None))

    @transaction.atomic
    def dismiss(self, moderator, decision):
        """Decide to do nothing, and say why; True unless somebody was quicker."""
        locked(self.target)
        return bool(Case.objects.filter(pk=self.pk).decide(moderator, decision))


class ReportQuerySet(models.QuerySet):
    def last_by(self, reporter, thing):
        """Find what a member said last about a thing; None when they said nothing."""
        if not reporter.is_authenticated:
            return None
        case = {f"case__{name}": value for name, value in about(thing).items()}
        reports = self.filter(reporter=reporter, **case)
        return reports.select_related("case__action").order_by("-id").first()


class Report(models.Model):
    """What one member says is wrong with a thing."""

    class Why(models.TextChoices):
        SPAM = "spam", "It is advertising."
        UNKIND = "unkind", "It is unkind or hurts somebody."
        ASTRAY = "astray", "It belongs somewhere else."
        UNLAWFUL = "unlawful", "It may be against the law."
        OTHER = "other", "It is something else."

    case = models.ForeignKey(Case, models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports"
    )
    why = models.CharField(max_length=8, choices=Why.choices)
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "reporter"], name="moderation_report_once"
            )
        ]

    def __str__(self):
        return f"{self.get_why_display()} ({self.reporter})"
