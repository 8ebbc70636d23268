"""What is known of the learner's way up the ladder, from the site's database.

A fresh clone may have none yet: then checks work, nothing is kept, and the command
says so.
"""

from django.db import OperationalError, ProgrammingError

from . import report
from .ladder import digest
from .models import Attempt, Help

TRIES = 3


class Records:
    """The learner's records of one lab."""

    def __init__(self, lab):
        self.lab = lab
        self.attempts = Attempt.objects.of(lab)
        self.help = Help.objects.filter(lab=lab.name)

    def keep(self, result, files):
        """Keep the result of a check."""
        failure = result.failure
        return Attempt.objects.create(
            lab=self.lab.name,
            is_pass=result.is_pass,
            failed_step=failure.step.name if failure else "",
            message=report.in_short(failure, self.lab.name) if failure else "",
            seed=result.how.seed,
            edition=self.lab.edition,
            answer=digest(files),
            is_starter=self.lab.is_starter(files),
            hints=self.hints_open,
            saw_solution=self.has_seen_solution,
        )

    @property
    def hints_open(self):
        return self.help.filter(kind=Help.Kind.HINT).count()

    @property
    def has_seen_solution(self):
        return self.help.filter(kind=Help.Kind.SOLUTION).exists()

    @property
    def has_passed(self):
        return self.attempts.passed().exists()

    @property
    def tries(self):
        return self.attempts.honest_tries()

    @property
    def tries_left(self):
        """How many honest tries open the solution, if none of them passes."""
        return 0 if self.has_passed else max(TRIES - self.tries, 0)

    def open_hint(self, number):
        Help.objects.get_or_create(
            lab=self.lab.name, kind=Help.Kind.HINT, number=number
        )

    def open_solution(self):
        Help.objects.get_or_create(lab=self.lab.name, kind=Help.Kind.SOLUTION)


def labs_passed():
    """Give the names of the labs that whoever works here has passed."""
    return set(Attempt.objects.passed().values_list("lab", flat=True).order_by())


def are_kept():
    """Say whether the site's database is there and has its tables."""
    try:
        # Whole rows: a table of an older release may lack a column.
        Help.objects.first()
        Attempt.objects.first()
    except (OperationalError, ProgrammingError):
        return False
    return True
