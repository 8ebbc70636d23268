"""How far a class has come: learner × lesson, with the days that the class has set.

A page of the table costs the same queries for one learner as for fifty. What a row
says of a lab is a claim of that learner's machine (models/claim.py).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.db.models import Count, DateTimeField, Min, Q
from django.db.models.functions import Least

from ..lessons.shelf import shelf
from ..models import Answer, Claim, Opening, Progress
from ..models.classroom import day_of, today

PAGE = 50


@dataclass
class Facts:
    """What some members have done, by (member's id, lesson or lab)."""

    read: dict = field(default_factory=dict)
    right: dict = field(default_factory=dict)
    labs: dict = field(default_factory=dict)  # (different tries, passed at or None)

    @classmethod
    def of(cls, members):
        """Ask for them: three queries, however many members."""
        read = Progress.objects.filter(member__in=members)
        right = Answer.objects.filter(member__in=members, is_right=True)
        right = right.values("member", "lesson").annotate(
            number=Count("question", distinct=True)
        )
        # A clock that is ahead does not make a pass of tomorrow.
        at = Least("made_at", "received_at", output_field=DateTimeField())
        labs = Claim.objects.filter(member__in=members).values("member", "lab")
        labs = labs.annotate(
            tries=Count("answer", distinct=True, filter=Q(is_starter=False)),
            passed_at=Min(at, filter=Q(is_pass=True)),
        )
        return cls(
            read={(m, x): at for m, x, at in read.values_list(*READ)},
            right={(r["member"], r["lesson"]): r["number"] for r in right},
            labs={(r["member"], r["lab"]): (r["tries"], r["passed_at"]) for r in labs},
        )


READ = ("member", "lesson", "read_at")


@dataclass(frozen=True)
class Cell:
    """One learner and one lesson."""

    lesson: object
    plan: Opening | None
    joined_on: date
    read_at: datetime | None
    right: int
    tries: int
    passed_at: datetime | None

    @property
    def opens_on(self):
        return self.plan and self.plan.opens_on

    @property
    def due_on(self):
        return self.plan and self.plan.due_on

    @property
    def is_open(self):
        """Whether the class has taken it on by today."""
        return self.opens_on is None or self.opens_on <= today()

    @property
    def asked(self):
        """How many of its questions have a right answer."""
        return sum(q.is_repeated for q in self.lesson.questions.values())

    @property
    def right_count(self):
        """How many are answered; a question that is gone from the lesson is not."""
        return min(self.right, self.asked)

    @property
    def is_done(self):
        return bool(self.read_at and (self.passed_at or not self.lesson.lab))

    @property
    def is_begun(self):
        return bool(self.read_at or self.right or self.tries or self.passed_at)

    @property
    def was_due_before(self):
        """Whether its day was over before the learner came: nobody was late then."""
        return bool(self.due_on and self.due_on < self.joined_on)

    @property
    def is_late(self):
        is_over = bool(self.due_on and self.due_on < today())
        return is_over and not (self.is_done or self.was_due_before)

    @property
    def state(self):
        """Give the one word that its look depends on."""
        if self.is_done:
            return "done"
        if self.is_late:
            return "late"
        if self.is_begun:
            return "begun"
        return "open" if self.is_open else "coming"


@dataclass(frozen=True)
class Row:
    """One learner, with a cell for each lesson."""

    enrolment: object
    cells: list

    @property
    def member(self):
        return self.enrolment.member

    @property
    def done_count(self):
        return sum(cell.is_done for cell in self.cells)

    @property
    def late_count(self):
        return sum(cell.is_late for cell in self.cells)


class Table:
    """The lessons of the course, and how far some learners of a class have come."""

    def __init__(self, classroom, enrolments, facts=None):
        self.classroom = classroom
        self.enrolments = list(enrolments)
        members = [enrolment.member_id for enrolment in self.enrolments]
        self.facts = facts or Facts.of(members)

    @cached_property
    def plan(self):
        return {opening.lesson: opening for opening in self.classroom.openings.all()}

    @property
    def head(self):
        """Give each lesson with what is planned for it."""
        return [(lesson, self.plan.get(lesson.slug)) for lesson in shelf().lessons]

    @cached_property
    def rows(self):
        return [self.row(enrolment) for enrolment in self.enrolments]

    def row(self, enrolment):
        joined_on = day_of(enrolment.joined_at)
        return Row(
            enrolment,
            [self.cell(enrolment, lesson, joined_on) for lesson in shelf().lessons],
        )

    def cell(self, enrolment, lesson, joined_on):
        whose, facts = enrolment.member_id, self.facts
        lab = lesson.lab and lesson.lab.name
        tries, passed_at = facts.labs.get((whose, lab), (0, None))
        return Cell(
            lesson=lesson,
            plan=self.plan.get(lesson.slug),
            joined_on=joined_on,
            read_at=facts.read.get((whose, lesson.slug)),
            right=facts.right.get((whose, lesson.slug), 0),
            tries=tries,
            passed_at=passed_at,
        )


def learners(classroom):
    """Give the enrolments of a class by name, without those who have left the site."""
    present = classroom.enrolments.filter(member__deleted_at=None)
    return present.select_related("member").order_by("member__username_key")
