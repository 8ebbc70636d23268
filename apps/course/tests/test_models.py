from datetime import timedelta

import pytest
from django.utils import timezone

from apps.course.lessons.shelf import shelf
from apps.course.models import PAUSES, Answer, Edition, Progress, Review
from apps.forum.tests.make import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    return shelf().by_slug["tcp"]


@pytest.fixture
def quiz(lesson):
    return lesson.questions["why-loop"]


def right(quiz):
    return next(option.number for option in quiz.options if option.is_right)


def wrong(quiz):
    return next(option.number for option in quiz.options if not option.is_right)


def come_due(review):
    Review.objects.filter(pk=review.pk).update(due_at=timezone.now())


class AnswerTests:
    def test_same_answer_twice_is_one_try(self, lesson, quiz):
        ada = make_user("ada")
        for given in right(quiz), right(quiz), wrong(quiz):
            Answer.objects.keep(ada, lesson, quiz, given)
        assert [a.is_right for a in Answer.objects.order_by("pk")] == [True, False]

    def test_prediction_is_neither_right_nor_wrong_and_does_not_come_back(self, lesson):
        prediction = lesson.questions["two-sends"]
        answer = Answer.objects.keep(make_user("ada"), lesson, prediction, "1")
        assert answer.is_right is None
        assert not Review.objects.exists()

    def test_answer_knows_its_edition(self, lesson, quiz):
        answer = Answer.objects.keep(make_user("ada"), lesson, quiz, right(quiz))
        assert answer.edition.digest == lesson.edition
        assert answer.edition.text == lesson.told


class ReviewTests:
    def test_question_comes_back_after_growing_pauses_and_then_no_more(
        self, lesson, quiz
    ):
        ada = make_user("ada")
        Answer.objects.keep(ada, lesson, quiz, right(quiz))
        for days in PAUSES:
            review = Review.objects.get()
            pause = review.due_at - timezone.now()
            assert timedelta(days=days, minutes=-1) < pause <= timedelta(days=days)
            come_due(review)
            Answer.objects.keep(ada, lesson, quiz, right(quiz))
        assert Review.objects.get().due_at is None
        assert Answer.objects.count() == 1 + len(PAUSES)

    def test_wrong_answer_begins_anew(self, lesson, quiz):
        ada = make_user("ada")
        Answer.objects.keep(ada, lesson, quiz, right(quiz))
        Review.objects.update(step=2, due_at=timezone.now())
        Answer.objects.keep(ada, lesson, quiz, wrong(quiz))
        review = Review.objects.get()
        assert review.step == 0
        assert review.due_at > timezone.now()

    def test_right_answer_before_its_day_changes_nothing(self, lesson, quiz):
        ada = make_user("ada")
        Answer.objects.keep(ada, lesson, quiz, wrong(quiz))
        before = Review.objects.get().due_at
        Answer.objects.keep(ada, lesson, quiz, right(quiz))
        assert (Review.objects.get().step, Review.objects.get().due_at) == (0, before)


class ProgressTests:
    def test_reading_again_moves_to_the_new_edition(self, lesson):
        ada = make_user("ada")
        old = Edition.objects.create(lesson="tcp", digest="old", text="x")
        Progress.objects.create(
            member=ada, lesson="tcp", edition=old, read_at=timezone.now()
        )
        Progress.objects.mark_read(ada, lesson)
        assert Progress.objects.get().edition.digest == lesson.edition
        assert Edition.objects.filter(digest="old").exists()
