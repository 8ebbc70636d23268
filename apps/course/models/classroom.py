"""Classes: who teaches, who learns, and what is planned for when.

The course is open to everybody, guests too. So nothing here opens or shuts a lesson:
a plan says when the class takes a lesson on, and a rule for solutions is what the
teacher asks of this site's pages, not a lock on the files of the project.
"""

import secrets

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from apps.accounts.roles import holds
from apps.forum.models import Board

TEACH = "course.add_classroom"
# Letters and digits that nobody takes for one another, read out or on a board.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 8
LAST = 1000  # classes' boards stand after those that the owner has put in order


class Full(Exception):
    """The class has as many learners as it can have."""


class Ended(Exception):
    """The class has ended; nobody joins it."""


def may_teach(user):
    """Say whether this person may make classes, and look after their own."""
    return holds(user, TEACH)


def today():
    """Give the day by the site's clock: a plan has the same days for everybody."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def day_of(moment):
    """Give the day of a moment by the site's clock."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def new_code():
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def as_code(words):
    """Give the code that somebody typed, however they wrote it."""
    return "".join(sign for sign in words.upper() if sign in ALPHABET)


class ClassroomQuerySet(models.QuerySet):
    def taught_by(self, user):
        """Keep this person's own; a role rests while its holder is blocked."""
        return self.filter(teacher=user) if may_teach(user) else self.none()

    def attended_by(self, user):
        """Keep those in which this person learns."""
        return self.filter(enrolments__member=user)

    def visible_to(self, user):
        """Keep those that this person teaches, or learns in."""
        condition = models.Q(
            pk__in=Enrolment.objects.filter(member=user).values("classroom")
        )
        if may_teach(user):
            condition |= models.Q(teacher=user)
        return self.filter(condition)

    def by_code(self, words):
        """Give the class that takes learners by this code now, or None."""
        code = as_code(words)
        if len(code) != LENGTH:
            return None
        found = self.filter(code=code, ended_at=None).select_related("teacher").first()
        return found if found and may_teach(found.teacher) else None


class Classroom(models.Model):
    """A class: one teacher, and learners who came by its code."""

    class Solutions(models.TextChoices):
        TRIES = "tries", "after a pass, or three different tries"
        PASS = "pass", "after a pass"
        DATE = "date", "after a pass, or from the date that the plan gives"

    # So many learners, and what is shown of all of them stays a page.
    MOST = 200

    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="classrooms"
    )
    name = models.CharField(max_length=80)
    note = models.TextField(
        "what learners should know",
        max_length=1000,
        blank=True,
        help_text="When and where you meet, say. It stands on the page of the class.",
    )
    code = models.CharField(max_length=LENGTH, blank=True, default=new_code)
    solutions = models.CharField(
        "solutions of labs show",
        max_length=5,
        choices=Solutions,
        default=Solutions.TRIES,
        help_text="On this site’s pages. Whoever has the project on their own machine "
        "has its files too: this is an agreement, not a lock.",
    )
    board = models.OneToOneField(
        Board, models.SET_NULL, null=True, editable=False, related_name="classroom"
    )
    # The readers of the board. The owner may let other groups read it, too, and who
    # joins the class must not come into those: one may be that of the moderators.
    group = models.OneToOneField(
        Group, models.SET_NULL, null=True, editable=False, related_name="classroom"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = ClassroomQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~models.Q(code=""),
                name="classroom_code_is_its_own",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("course:classroom_detail", args=[self.pk])

    @property
    def join_path(self):
        return f"{reverse('course:classroom_join')}?code={self.code}"

    @property
    def join_link(self):
        return f"{settings.SITE_URL}{self.join_path}"

    @transaction.atomic
    def admit(self, member):
        """Take a member in; twice is harmless. Full when there is no place left.

        Raise Ended when the class has ended since its code was read.
        """
        room = self.locked()
        there = self.enrolments.filter(member=member).first()
        if there:
            return there
        if room.ended_at:
            raise Ended
        if self.enrolments.count() >= self.MOST:
            raise Full
        if room.group:
            member.groups.add(room.group)
        return self.enrolments.create(member=member)

    @transaction.atomic
    def let_go(self, member):
        """Let a learner leave: the teacher sees nothing of them any more."""
        room = self.locked()
        self.enrolments.filter(member=member).delete()
        if room.group:
            member.groups.remove(room.group)

    def locked(self):
        """Give the row as it is now; who else wants to change the class waits.

        So two who want the last place come one after the other, and who joins while
        the board is made reads it.
        """
        return Classroom.objects.select_for_update(no_key=True).get(pk=self.pk)

    @transaction.atomic
    def renew_code(self):
        """Let the code before take nobody in any more; Ended when none may."""
        if self.locked().ended_at:
            raise Ended
        self.code = new_code()
        self.save(update_fields=["code"])

    def close_code(self):
        """Take nobody in."""
        self.code = ""
        self.save(update_fields=["code"])

    @transaction.atomic
    def open_board(self):
        """Make the private board of the class; twice makes one."""
        room = self.locked()
        if room.board is None:
            if room.group is None:
                name = f"{self.board_name} {new_code()}"
                room.group = Group.objects.create(name=name)
            is_taken = Board.objects.filter(slug=f"class-{self.pk}").exists()
            room.board = Board.objects.create(
                name=self.board_name,
                slug=f"class-{self.pk}{f'-{new_code().lower()}' if is_taken else ''}",
                description="Of a class: it and its teacher read it, and the site’s moderators.",
                access=Board.Access.GROUPS,
                position=LAST,
            )
            room.board.groups.add(room.group)
            room.board.moderators.add(room.teacher_id)
            room.save(update_fields=["board", "group"])
            room.group.user_set.set(room.enrolments.values_list("member", flat=True))
        self.board, self.group = room.board, room.group
        return room.board

    @property
    def board_name(self):
        """A name that no other board has, cut to what fits a board."""
        return f"Class {self.pk}: {self.name}"[:60]

    @transaction.atomic
    def save_about(self):
        """Save what its teacher says of it; its board is called the same."""
        self.save(update_fields=["name", "note", "solutions"])
        if self.board:
            self.board.name = self.board_name
            self.board.save(update_fields=["name"])

    @transaction.atomic
    def hand_over(self, teacher):
        """Give the class, and the care of its board, to another teacher."""
        room = self.locked()
        if room.board:
            room.board.moderators.remove(room.teacher_id)
            room.board.moderators.add(teacher)
        self.teacher = teacher
        self.save(update_fields=["teacher"])

    @transaction.atomic
    def end(self):
        """Take nobody in any more, and stand behind the classes that go on.

        It ends once: a button pressed again changes nothing.
        """
        self.ended_at, self.code = self.locked().ended_at or timezone.now(), ""
        self.save(update_fields=["ended_at", "code"])

    @transaction.atomic
    def reopen(self):
        """Go on after all, with a new code; a class that goes on keeps its own."""
        room = self.locked()
        self.ended_at, self.code = None, new_code() if room.ended_at else room.code
        self.save(update_fields=["ended_at", "code"])

    @transaction.atomic
    def plan(self, days):
        """Set what is planned: {slug: {field: day or None}}. No day, no row."""
        self.locked()  # a form that is sent twice sets it twice, one after the other
        self.openings.all().delete()
        Opening.objects.bulk_create(
            Opening(classroom=self, lesson=lesson, **fields)
            for lesson, fields in days.items()
            if any(fields.values())
        )


class Enrolment(models.Model):
    """A member who learns in a class."""

    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="enrolments")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrolments"
    )
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("classroom", "member", name="enrolment_once")
        ]

    def __str__(self):
        return f"{self.member} in {self.classroom}"


class Opening(models.Model):
    """What a class plans for a lesson. The days are those of the site's clock."""

    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="openings")
    lesson = models.SlugField(max_length=60)
    opens_on = models.DateField("taken on", null=True, blank=True)
    due_on = models.DateField("done by", null=True, blank=True)
    solution_on = models.DateField("solution from", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("classroom", "lesson", name="opening_one_a_lesson")
        ]

    def __str__(self):
        return f"{self.classroom}: {self.lesson}"
