"""A lesson as one reader sees it: their answers, what they have read, what changed.

A guest's answers are in the address, so that nothing is kept of a guest and the page is
the same for everybody who opens that address. A member's are in the database.
"""

from ..lessons.questions import LONGEST
from ..models import Answer, Progress, Review

ORDER = "order."


class Sheet:
    """The page of a lesson for one reader."""

    def __init__(self, lesson, user, query):
        self.lesson = lesson
        self.is_kept = user.is_authenticated
        kept = Answer.objects.latest_of(user, lesson) if self.is_kept else {}
        self.answers = self.valid(kept | self.in_address(query))
        self.arranged = {
            name: query[f"{ORDER}{name}"]
            for name, question in lesson.questions.items()
            if self.fits(question, query.get(f"{ORDER}{name}", ""))
        }
        self.progress = None
        if self.is_kept:
            rows = Progress.objects.filter(member=user, lesson=lesson.slug)
            self.progress = rows.select_related("edition").first()

    def in_address(self, query):
        """Give a guest's answers; a member's own are kept, and nobody else's count."""
        if self.is_kept:
            return {}
        return {name: query[name] for name in self.lesson.questions if name in query}

    def valid(self, answers):
        """Leave out what fits no question of this edition."""
        questions = self.lesson.questions
        return {
            name: given
            for name, given in answers.items()
            if name in questions and self.fits(questions[name], given)
        }

    def fits(self, question, given):
        try:
            question.judge(given)
        except ValueError:
            return False
        return bool(given) and len(given) <= LONGEST

    @property
    def parts(self):
        """Give each part with what is shown of it."""
        for part in self.lesson.parts:
            yield self.shown(part) if hasattr(part, "is_question") else {"part": part}

    def shown(self, part):
        given, arranged = self.answers.get(part.id, ""), self.arranged.get(part.id, "")
        others = [(name, value) for name, value in self.answers.items()]
        others += [(f"{ORDER}{name}", value) for name, value in self.arranged.items()]
        own = {part.id, f"{ORDER}{part.id}"}
        return {
            "part": part,
            "state": part.state(given, arranged),
            "field": "given" if self.is_kept else part.id,
            "carried": [] if self.is_kept else [x for x in others if x[0] not in own],
        }

    @property
    def has_changed(self):
        """Whether the lesson is not what it was when this member read it."""
        return bool(
            self.progress and self.progress.edition.digest != self.lesson.edition
        )


def repeated(shelf, user):
    """Give (lesson, question) of what has come back to a member and is still asked."""
    for review in Review.objects.due(user):
        lesson = shelf.by_slug.get(review.lesson)
        question = lesson and lesson.questions.get(review.question)
        if question:
            yield lesson, question
