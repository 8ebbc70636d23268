"""Classes as learners have them: joining, the plan, solutions, leaving."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Departure
from apps.course import leaving, own_data
from apps.course.lessons.shelf import shelf
from apps.course.models import Classroom, Enrolment, Progress
from apps.forum.models import Board
from apps.forum.tests.make import make_user

from ..make import claim, days, make_class, make_teacher

pytestmark = pytest.mark.django_db


def open_page(client, name, *args, **query):
    return client.get(reverse(f"course:{name}", args=args), query)


def press(client, name, *args, **sent):
    return client.post(reverse(f"course:{name}", args=args), sent)


class JoinTests:
    def test_code_leads_to_the_class_and_a_button_joins(self, client, ada):
        room = make_class(name="Evening class")
        client.force_login(ada)
        code = f" {room.code[:4].lower()}-{room.code[4:]} "
        page = open_page(client, "classroom_join", code=code)
        assert "Join “<bdi>Evening class</bdi>”?" in page.text
        # What the teacher will see, and it is what the JSON has.
        assert "your machine reports" in page.text and "predicted" in page.text
        assert not Enrolment.objects.exists()
        answer = press(client, "classroom_join", code=room.code)
        assert answer["Location"] == room.get_absolute_url()
        assert Enrolment.objects.get().member == ada

    def test_twice_is_harmless(self, client, ada):
        room = make_class(ada)
        client.force_login(ada)
        press(client, "classroom_join", code=room.code)
        assert Enrolment.objects.count() == 1

    @pytest.mark.parametrize("code", ["", "x", "ABCDEFGH", "0" * 40, "é%00"])
    def test_wrong_code_is_said(self, client, ada, code):
        make_class()
        client.force_login(ada)
        page = open_page(client, "classroom_join", code=code)
        assert page.status_code == 200 and page.context["classroom"] is None

    def test_codes_cannot_be_tried_for_long(self, client, ada, real_limits):
        room = make_class()
        client.force_login(ada)
        for _ in range(20):
            open_page(client, "classroom_join", code="ABCDEFGH")
        page = open_page(client, "classroom_join", code=room.code)
        assert page.status_code == 429 and page.context["classroom"] is None

    def test_class_that_is_shut_takes_nobody(self, client, ada):
        room = make_class()
        code = room.code
        for shut in room.close_code, room.end:
            shut()
            assert Classroom.objects.by_code(code) is None
        assert Classroom.objects.by_code("") is None
        room.reopen()
        assert room.code != code
        assert Classroom.objects.by_code(room.code) == room

    def test_class_that_ends_while_one_joins(self, client, ada, monkeypatch):
        room = make_class()
        monkeypatch.setattr(Classroom.objects, "by_code", lambda code: room)
        Classroom.objects.get().end()
        client.force_login(ada)
        page = press(client, "classroom_join", code=room.code)
        assert "has just ended" in page.text and not Enrolment.objects.exists()

    @pytest.mark.parametrize(
        "fields",
        [{"block": "write"}, {"is_staff": False}, {"deleted_at": timezone.now()}],
    )
    def test_teacher_who_may_not_teach_now_takes_nobody(self, fields):
        room = make_class()
        type(room.teacher).objects.filter(pk=room.teacher_id).update(**fields)
        assert Classroom.objects.by_code(room.code) is None

    def test_blocked_member_joins_nothing(self, client):
        room = make_class()
        client.force_login(make_user(block="write", block_reason="Spam."))
        page = open_page(client, "classroom_join", code=room.code)
        assert "Spam." in page.text
        assert press(client, "classroom_join", code=room.code).status_code == 403
        assert not Enrolment.objects.exists()

    def test_full_class_says_so(self, client, ada, monkeypatch):
        room = make_class(make_user())
        monkeypatch.setattr(Classroom, "MOST", 1)
        client.force_login(ada)
        page = press(client, "classroom_join", code=room.code)
        assert "This class is full" in page.text
        assert Enrolment.objects.count() == 1

    def test_teacher_is_no_learner_of_their_own(self, client):
        room = make_class()
        client.force_login(room.teacher)
        press(client, "classroom_join", code=room.code)
        assert not Enrolment.objects.exists()

    def test_guest_signs_in_and_comes_back_to_the_code(self, client):
        room = make_class()
        answer = client.get(room.join_path)
        assert answer.status_code == 302
        assert room.code in answer["Location"]


class ClassroomDetailTests:
    def test_shows_the_plan_and_how_far_one_is(self, client, ada):
        room = make_class(ada, note="Thursdays at seven <b>sharp</b>.")
        Enrolment.objects.update(joined_at=timezone.now() - timedelta(days=30))
        room.plan(
            {
                "journey": {"opens_on": days(-9), "due_on": days(-2)},
                "tcp": {"opens_on": days(-3), "due_on": days(5)},
                "http": {"opens_on": days(4)},
            }
        )
        Progress.objects.mark_read(ada, shelf().by_slug["tcp"])
        claim(ada)
        client.force_login(ada)
        page = open_page(client, "classroom_detail", room.pk)
        cells = {cell.lesson.slug: cell for cell in page.context["row"].cells}
        assert cells["journey"].state == "late"
        assert (cells["tcp"].state, cells["tcp"].tries) == ("begun", 1)
        assert cells["http"].state == "coming"
        assert "&lt;b&gt;sharp" in page.text and "lab: 1 try" in page.text
        # A lesson of next week is named, and leads nowhere from here.
        assert f'href="{cells["http"].lesson.get_absolute_url()}"' not in page.text
        assert f'href="{cells["tcp"].lesson.get_absolute_url()}"' in page.text

    def test_passed_and_read_is_done(self, ada, client):
        room = make_class(ada)
        lesson = shelf().by_slug["tcp"]
        claim(ada, passed=True)
        client.force_login(ada)
        row = open_page(client, "classroom_detail", room.pk).context["row"]
        assert row.done_count == 0
        Progress.objects.mark_read(ada, lesson)
        row = open_page(client, "classroom_detail", room.pk).context["row"]
        assert row.done_count == 1

    def test_late_joiner_sees_past_days_and_is_not_late(self, client, ada):
        room = make_class(ada)
        room.plan({"tcp": {"opens_on": days(-20), "due_on": days(-10)}})
        client.force_login(ada)
        page = open_page(client, "classroom_detail", room.pk)
        (tcp,) = (c for c in page.context["row"].cells if c.lesson.slug == "tcp")
        assert tcp.was_due_before and not tcp.is_late
        assert "which was before you joined" in page.text
        assert "is late" not in page.text

    def test_who_joins_on_the_last_day_is_late_the_day_after(self, ada):
        from apps.course.classes.tables import Table

        room = make_class(ada)
        room.plan({"tcp": {"due_on": days(-1)}})
        Enrolment.objects.update(joined_at=timezone.now() - timedelta(days=1))
        (row,) = Table(room, room.enrolments.select_related("member")).rows
        assert row.late_count == 1

    def test_stranger_finds_no_class(self, client, ada):
        room = make_class()
        client.force_login(ada)
        assert open_page(client, "classroom_detail", room.pk).status_code == 404

    def test_teacher_sees_it_as_somebody_who_joins_today(self, client, ada):
        room = make_class(ada)
        room.plan({"tcp": {"due_on": days(-3)}})
        Progress.objects.mark_read(room.teacher, shelf().by_slug["tcp"])
        client.force_login(room.teacher)
        page = open_page(client, "classroom_detail", room.pk)
        assert page.context["row"].done_count == page.context["row"].late_count == 0
        assert "as somebody does who joins today" in page.text
        assert "Leave the class" not in page.text

    def test_costs_the_same_for_all(self, client, ada, django_assert_max_num_queries):
        room = make_class(ada)
        client.force_login(ada)
        open_page(client, "classroom_detail", room.pk)
        with django_assert_max_num_queries(12):
            open_page(client, "classroom_detail", room.pk)


class SolutionTests:
    """Of the page of a lab, with what the member's machine has reported."""

    def shows(self, client, ada):
        client.force_login(ada)
        press(client, "lab_solution", "tcp")
        page = open_page(client, "lab_detail", "tcp")
        return bool(page.context["pairs"]), page.text

    def tried(self, ada):
        for _ in range(3):
            claim(ada)

    def test_outside_of_a_class_three_tries_open_it(self, client, ada):
        assert not self.shows(client, ada)[0]
        self.tried(ada)
        assert self.shows(client, ada)[0]

    def test_class_may_leave_it_so(self, client, ada):
        make_class(ada)
        assert "after 3 more different tries" in self.shows(client, ada)[1]
        self.tried(ada)
        assert self.shows(client, ada)[0]

    def test_class_keeps_it_until_a_pass(self, client, ada):
        room = make_class(ada, solutions="pass", name="Strict <b>")
        self.tried(ada)
        is_shown, words = self.shows(client, ada)
        assert not is_shown and "“Strict &lt;b&gt;”" in words
        assert "Solutions of labs" in client.get(room.get_absolute_url()).text
        room.end()
        assert self.shows(client, ada)[0]
        assert "Solutions of labs" not in client.get(room.get_absolute_url()).text
        room.reopen()
        assert not self.shows(client, ada)[0]
        claim(ada, passed=True)
        assert self.shows(client, ada)[0]

    def test_class_keeps_it_until_a_day(self, client, ada):
        room = make_class(ada, solutions="date")
        self.tried(ada)
        assert not self.shows(client, ada)[0]
        room.plan({"tcp": {"solution_on": days(1)}})
        assert f"or on {days(1):%-d %B}" in self.shows(client, ada)[1]
        room.plan({"tcp": {"solution_on": days(0)}})
        assert self.shows(client, ada)[0]

    def test_agreement_of_each_class_is_kept(self, client, ada):
        make_class(ada)
        make_class(ada, solutions="pass")
        self.tried(ada)
        assert not self.shows(client, ada)[0]


class LeaveTests:
    def test_learner_leaves_and_takes_the_board_along(self, client, ada):
        room = make_class(ada)
        board = room.open_board()
        assert board in Board.objects.open_to(ada)
        Progress.objects.mark_read(ada, shelf().by_slug["tcp"])
        client.force_login(ada)
        assert "Leave the class" in open_page(client, "classroom_leave", room.pk).text
        press(client, "classroom_leave", room.pk)
        assert not Enrolment.objects.exists()
        assert board not in Board.objects.open_to(type(ada).objects.get(pk=ada.pk))
        assert Progress.objects.count() == 1

    def test_who_is_gone_for_good_is_in_no_class(self, ada):
        room, other = make_class(ada, make_user("bob")), make_class(ada)
        leaving.settle(ada)
        assert Enrolment.objects.count() == 3
        Departure.objects.create(user=ada, is_final=True)
        leaving.settle(ada)
        assert [row.member.username for row in room.enrolments.all()] == ["bob"]
        assert not other.enrolments.exists()

    def test_class_of_a_teacher_who_is_gone_ends(self, ada):
        teacher = make_teacher()
        room = make_class(ada, teacher=teacher)
        Departure.objects.create(user=teacher, is_final=True)
        leaving.settle(teacher)
        leaving.settle(teacher)
        room.refresh_from_db()
        assert room.ended_at and not room.code
        assert room.enrolments.count() == 1

    def test_own_data_has_ones_classes(self, ada):
        make_class(ada, name="Evening")
        make_class(teacher=make_teacher("bob"), name="Bob’s")
        files = {n: "".join(t) for n, t in own_data.classes(ada)}
        assert "Evening" in files["classes.json"] and "Bob" not in str(files)
        bob = Classroom.objects.get(name="Bob’s").teacher
        files = {n: "".join(t) for n, t in own_data.classes(bob)}
        assert "Bob" in files["classes_taught.json"]


class BoardTests:
    def test_board_is_of_the_class_alone(self, ada):
        room = make_class(ada)
        board = room.open_board()
        assert room.open_board() == board and Board.objects.count() == 1
        assert board in Board.objects.open_to(ada)
        assert board in Board.objects.open_to(room.teacher)
        assert board not in Board.objects.open_to(make_user())
        late = make_user()
        room.admit(late)
        assert board in Board.objects.open_to(late)

    def test_who_joins_comes_into_no_other_group_that_reads_it(self, ada):
        """The owner may let moderators read the board: joining makes no moderator."""
        room = make_class()
        others = Group.objects.create(name="Who else reads it")
        room.open_board().groups.add(others)
        room.admit(ada)
        assert list(ada.groups.all()) == [room.group]
        ada.groups.add(others)
        room.let_go(ada)
        assert list(ada.groups.all()) == [others]

    def test_who_joins_while_the_board_is_made_reads_it(self, ada):
        room = make_class()
        board = Classroom.objects.get(pk=room.pk).open_board()
        room.admit(ada)  # by a row that was read before
        assert board in Board.objects.open_to(ada)
        Classroom.objects.get(pk=room.pk).let_go(ada)
        assert board not in Board.objects.open_to(ada)

    def test_board_that_is_gone_may_be_made_again(self, ada):
        room = make_class(ada)
        room.open_board().delete()
        board = Classroom.objects.get(pk=room.pk).open_board()
        assert board in Board.objects.open_to(ada)
        assert Group.objects.filter(name__startswith="Class ").count() == 1

    def test_group_of_a_board_from_before_is_found(self, ada):
        room = make_class(ada)
        others = Group.objects.create(name="Class of 2026")
        room.open_board().groups.add(others)
        own = room.group
        Classroom.objects.update(group=None)
        moved = import_module("apps.course.migrations.0006_groups_of_present_classes")
        moved.find_groups(apps, None)
        assert Classroom.objects.get().group == own

    def test_board_goes_on_when_its_address_is_taken(self, ada):
        room = make_class(ada)
        Board.objects.create(name="Theirs", slug=f"class-{room.pk}")
        assert room.open_board().slug.startswith(f"class-{room.pk}-")

    def test_board_is_called_like_the_class(self):
        room = make_class(name="x" * 80)
        assert len(room.open_board().name) == 60
        room.name = "Morning"
        room.save_about()
        assert Board.objects.get().name == f"Class {room.pk}: Morning"
