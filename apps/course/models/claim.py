"""What a learner's own machine says of its checks, and the key by which it may.

Nothing here proves anything: the check ran where its owner may change whatever they
like. So a row is called a claim, and every page that shows one says so.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Least
from django.utils import timezone

from apps.labs.models import MESSAGE

from .report import fields_of

# So that a person, or a program that looks for leaked secrets, sees what it is.
PREFIX = "lab_"
# How exactly it is noted when a key was used: a row written for each request is waste.
NOTED = timedelta(minutes=5)
# What is kept of one member: the newest checks of each lab, and not of more labs than
# a ladder may come to have (ours has twenty). A learner reaches neither; a program that
# reports for ever does, and then its rows do not grow in number any more.
MOST_CHECKS = 300
MOST_LABS = 60


class LabKeyQuerySet(models.QuerySet):
    def give(self, member):
        """Make a member's key, in place of the one before, and give its words.

        This is the only time that they are known here.
        """
        words = PREFIX + secrets.token_urlsafe(32)
        values = {"digest": digest(words), "made_at": timezone.now(), "used_at": None}
        self.update_or_create(values, member=member)
        return words

    def holder_of(self, words):
        """Give the member whose key this is, or None; note that it was used."""
        keys = self.filter(digest=digest(words), member__is_active=True)
        key = keys.select_related("member").first()
        if key is None:
            return None
        now = timezone.now()
        if key.used_at is None or key.used_at < now - NOTED:
            self.filter(pk=key.pk).update(used_at=now)
        return key.member


class LabKey(models.Model):
    """A member's key to report results with. There is one, or none."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="lab_key"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = LabKeyQuerySet.as_manager()

    def __str__(self):
        return f"the key of {self.member}"


def digest(words):
    """Give what is kept of a key.

    A fast hash, not a password's slow one: nobody guesses 256 random bits, and each
    report is asked for its key.
    """
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()


class ClaimQuerySet(models.QuerySet):
    def of(self, member, lab_name):
        """Keep what a member has reported of one lab, in the order of its checks.

        One from a clock that is ahead does not stay the newest for ever.
        """
        at = Least("made_at", "received_at")
        return self.filter(member=member, lab=lab_name).order_by(at, "pk")

    def passed(self):
        return self.filter(is_pass=True)

    def honest_tries(self):
        """Count different programs that were checked; an unchanged starter is none."""
        return self.filter(is_starter=False).aggregate(
            tried=models.Count("answer", distinct=True)
        )["tried"]

    @transaction.atomic
    def keep(self, member, attempts):
        """Keep what was sent (Attempt.as_data, a list); say what became of it.

        What is here already stays as it is. One that cannot be read is refused, with
        the reason, and keeps none of the others out.
        """
        member.hold()  # who reports twice at once reaches no more than who waits
        labs = set(self.filter(member=member).values_list("lab", flat=True).distinct())
        claims, refused = [], []
        for number, attempt in enumerate(attempts):
            try:
                fields = fields_of(attempt)
                add_lab(labs, fields["lab"])
                claims.append(Claim(member=member, **fields))
            except ValueError as error:
                refused.append({"attempt": number, "why": str(error)})
        moments = {claim.made_at for claim in claims}
        rows = self.filter(member=member, made_at__in=moments)
        known = {claim.identity for claim in rows}
        new = {claim.identity for claim in claims} - known
        # The database refuses twins, also those that come at the same moment.
        self.bulk_create(claims, ignore_conflicts=True)
        self.forget_old(member, {claim.lab for claim in claims})
        return {
            "kept": len(new),
            "known": len(claims) - len(new),
            "refused": refused,
        }

    def forget_old(self, member, labs):
        """Keep of each of these labs the newest checks, and the first that passed."""
        rows = self.filter(member=member, lab__in=labs).values("lab")
        rows = rows.annotate(number=models.Count("pk"))
        for row in rows.filter(number__gt=MOST_CHECKS + 1):
            checks = self.of(member, row["lab"])
            kept = set(checks.reverse().values_list("pk", flat=True)[:MOST_CHECKS])
            kept.update(checks.passed().values_list("pk", flat=True)[:1])
            checks.exclude(pk__in=kept).delete()


def add_lab(labs, lab):
    """Add a lab to those of a member; ValueError when there are enough."""
    if lab not in labs and len(labs) >= MOST_LABS:
        raise ValueError(f"At most {MOST_LABS} labs are kept, and this is another one.")
    labs.add(lab)


class Claim(models.Model):
    """One check of one lab, as its learner's machine reported it."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims"
    )
    # The site's own ladder may not have it: the learner's may be newer.
    lab = models.CharField(max_length=60)
    made_at = models.DateTimeField(help_text="By the clock of the learner's machine.")
    received_at = models.DateTimeField(auto_now_add=True)
    is_pass = models.BooleanField()
    failed_step = models.CharField(max_length=100, blank=True)
    message = models.CharField(max_length=MESSAGE, blank=True)
    seed = models.PositiveBigIntegerField()
    edition = models.CharField(max_length=12)
    answer = models.CharField(max_length=12)
    is_starter = models.BooleanField()
    hints = models.PositiveSmallIntegerField()
    saw_solution = models.BooleanField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "member", "lab", "made_at", "seed", "answer", name="claim_kept_once"
            )
        ]

    def __str__(self):
        return f"{self.member}, {self.lab}: {'passed' if self.is_pass else self.failed_step}"

    @property
    def identity(self):
        return self.lab, self.made_at, self.seed, self.answer

    @property
    def at(self):
        """When it was checked, never later than it came: a clock may be wrong."""
        return min(self.made_at, self.received_at)
