"""What a learner has tried, kept in the learner's own site.

A row belongs to whoever works on this machine: the command knows no member. What a
class's site is handed is `Attempt.as_data`, described in README.md beside this file.
"""

from django.db import models

MESSAGE = 300  # characters of what a failing step said


class AttemptQuerySet(models.QuerySet):
    def of(self, lab):
        return self.filter(lab=lab.name)

    def passed(self):
        return self.filter(is_pass=True)

    def untold(self, to):
        """Keep what the class's site at this address does not know yet, in order."""
        return self.exclude(deliveries__to=to).order_by("pk")

    def honest_tries(self):
        """Count different programs that were checked; an unchanged starter is none."""
        tried = self.filter(is_starter=False).values("answer").distinct()
        return tried.count()


class Attempt(models.Model):
    """One check of one lab."""

    lab = models.CharField(max_length=60, help_text="The folder: 02_tcp.")
    made_at = models.DateTimeField(auto_now_add=True)
    is_pass = models.BooleanField()
    failed_step = models.CharField(max_length=100, blank=True)
    message = models.CharField(
        max_length=MESSAGE, blank=True, help_text="What that step said, in short."
    )
    seed = models.PositiveBigIntegerField()
    edition = models.CharField(max_length=12, help_text="Of the lab and its check.")
    answer = models.CharField(max_length=12, help_text="Names the program checked.")
    is_starter = models.BooleanField(help_text="The program was the unchanged starter.")
    hints = models.PositiveSmallIntegerField(help_text="Hints opened before.")
    saw_solution = models.BooleanField(help_text="The solution had been opened before.")

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index("lab", "id", name="attempt_of_lab")]

    def __str__(self):
        return f"{self.lab}: {'passed' if self.is_pass else self.failed_step}"

    @property
    def at(self):
        """When it was checked, by the one clock there is; a class's site has two."""
        return self.made_at

    def as_data(self):
        """Give what is told of it elsewhere; the format is a promise (README.md)."""
        return {
            "lab": self.lab,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "passed": self.is_pass,
            "failed_step": self.failed_step or None,
            "message": self.message or None,
            "seed": self.seed,
            "edition": self.edition,
            "answer": self.answer,
            "starter": self.is_starter,
            "hints": self.hints,
            "saw_solution": self.saw_solution,
        }


class Help(models.Model):
    """A hint, or the solution, that was opened; once open it stays so."""

    class Kind(models.TextChoices):
        HINT = "hint", "Hint"
        SOLUTION = "solution", "Solution"

    lab = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "help"
        constraints = [
            models.UniqueConstraint("lab", "kind", "number", name="help_opened_once")
        ]

    def __str__(self):
        return f"{self.lab}: {self.kind} {self.number}"


class Delivery(models.Model):
    """An attempt that a class's site has been told of, and has answered about."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="deliveries")
    to = models.CharField(max_length=200)
    sent_at = models.DateTimeField(auto_now_add=True)
    refused = models.CharField(
        max_length=300, blank=True, help_text="Why the site could not read it."
    )

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint("attempt", "to", name="delivery_made_once")
        ]

    def __str__(self):
        return f"{self.attempt} to {self.to}"
