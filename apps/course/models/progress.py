"""What a member has done in the course. The lessons themselves are files (../lessons/).

Rows name a lesson by its slug and a question by its name in the file. When either is
gone, its rows stay: nothing that somebody did is taken away by an edit.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

# A question comes back after so many days; after the last it is known.
PAUSES = [1, 3, 7, 21]


class Edition(models.Model):
    """The text of a lesson as somebody read it, kept to say later what has changed."""

    lesson = models.SlugField(max_length=60)
    digest = models.CharField(max_length=12)
    text = models.TextField()
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("lesson", "digest", name="edition_kept_once")
        ]

    def __str__(self):
        return f"{self.lesson} {self.digest}"

    @classmethod
    def of(cls, lesson):
        """Give the row of a lesson's present edition, made when it is first needed."""
        edition, _ = cls.objects.get_or_create(
            lesson=lesson.slug, digest=lesson.edition, defaults={"text": lesson.told}
        )
        return edition


class ProgressQuerySet(models.QuerySet):
    def mark_read(self, member, lesson):
        """Note that a member has read a lesson, in its present edition."""
        values = {"edition": Edition.of(lesson), "read_at": timezone.now()}
        return self.update_or_create(values, member=member, lesson=lesson.slug)[0]


class Progress(models.Model):
    """A lesson that a member has read to its end."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="progress"
    )
    lesson = models.SlugField(max_length=60)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    objects = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "progress"
        constraints = [
            models.UniqueConstraint("member", "lesson", name="progress_one_a_lesson")
        ]

    def __str__(self):
        return f"{self.member} read {self.lesson}"


class AnswerQuerySet(models.QuerySet):
    @transaction.atomic
    def keep(self, member, lesson, question, given):
        """Keep an answer and say when the question comes back; ValueError if it is none.

        The same answer twice in a row is one try, unless the question had come back.
        """
        is_right = question.judge(given)
        is_due = False
        if question.is_repeated:
            is_due = Review.objects.note(member, lesson.slug, question.id, is_right)
        about = {"member": member, "lesson": lesson.slug, "question": question.id}
        last = self.filter(**about).order_by("pk").last()
        if last and last.given == given and not is_due:
            return last
        edition = Edition.of(lesson)
        return self.create(**about, given=given, is_right=is_right, edition=edition)

    def latest_of(self, member, lesson):
        """Give {question: what the member answered last}."""
        rows = self.filter(member=member, lesson=lesson.slug).order_by("pk")
        return dict(rows.values_list("question", "given"))


class Answer(models.Model):
    """One try at one question."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="answers"
    )
    lesson = models.SlugField(max_length=60)
    question = models.SlugField(max_length=60)
    given = models.CharField(max_length=300)
    is_right = models.BooleanField(
        null=True, help_text="Unknown: a prediction is neither right nor wrong."
    )
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(auto_now_add=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("member", "lesson", "id", name="answer_of_member")]

    def __str__(self):
        return f"{self.member} on {self.lesson}, {self.question}: {self.given}"


class ReviewQuerySet(models.QuerySet):
    def due(self, member):
        """Give the questions that have come back to a member, the longest due first."""
        now = timezone.now()
        return self.filter(member=member, due_at__lte=now).order_by("due_at", "pk")

    def note(self, member, lesson, question, is_right):
        """Move a question on, or back to the beginning; say whether it was due."""
        now = timezone.now()
        review, is_new = self.select_for_update().get_or_create(
            member=member,
            lesson=lesson,
            question=question,
            defaults={"due_at": now + timedelta(days=PAUSES[0])},
        )
        is_due = not is_new and review.due_at is not None and review.due_at <= now
        if is_due or (not is_new and not is_right):
            review.step = review.step + 1 if is_right else 0
            is_known = review.step >= len(PAUSES)
            pause = None if is_known else timedelta(days=PAUSES[review.step])
            review.due_at = None if is_known else now + pause
            review.save()
        return is_due


class Review(models.Model):
    """When a question comes back to a member who has answered it."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reviews"
    )
    lesson = models.SlugField(max_length=60)
    question = models.SlugField(max_length=60)
    step = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, help_text="Empty: known for good.")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "member", "lesson", "question", name="review_one_a_question"
            )
        ]
        indexes = [models.Index("member", "due_at", name="review_due")]

    def __str__(self):
        return f"{self.lesson}, {self.question}, again {self.due_at}"
