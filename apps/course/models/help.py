"""Hints and solutions that members opened on the site."""

from django.conf import settings
from django.db import models

from apps.labs.models import Help as OwnHelp

HINT, SOLUTION = OwnHelp.Kind.HINT, OwnHelp.Kind.SOLUTION


class HelpQuerySet(models.QuerySet):
    def of(self, member, lab_name):
        """Keep what a member has opened of one lab."""
        return self.filter(member=member, lab=lab_name)

    def open(self, member, lab_name, kind, number=1):
        """Note that a member has opened it; once open it stays so."""
        self.get_or_create(member=member, lab=lab_name, kind=kind, number=number)


class Help(models.Model):
    """A hint, or the solution, that a member opened on the page of a lab.

    What is opened on the learner's own machine is counted there (labs.Help), and comes
    with what that machine reports (Claim.hints).
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="lab_help"
    )
    lab = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=OwnHelp.Kind)
    number = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField(auto_now_add=True)

    objects = HelpQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "help"
        constraints = [
            models.UniqueConstraint(
                "member", "lab", "kind", "number", name="course_help_opened_once"
            )
        ]

    def __str__(self):
        return f"{self.member}, {self.lab}: {self.kind} {self.number}"
