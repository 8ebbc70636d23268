"""Classes as their teachers have them: the table, dates, failures, files, letters."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import Departure
from apps.course.classes import exports
from apps.course.classes.failing import failures
from apps.course.lessons.shelf import shelf
from apps.course.models import Answer, Claim, Classroom, Enrolment, Progress
from apps.forum.tests.make import make_user

from ..make import claim, days, make_class, make_teacher

pytestmark = pytest.mark.django_db


def path(name, *args):
    return reverse(f"course:{name}", args=args)


class CreateTests:
    def test_teacher_makes_a_class_and_gets_a_code(self, client, teacher):
        answer = client.post(
            path("classroom_create"), {"name": " Evening  class ", "solutions": "pass"}
        )
        room = Classroom.objects.get()
        assert answer["Location"] == path("classroom_table", room.pk)
        assert (room.teacher, room.name) == (teacher, "Evening class")
        assert room.code in client.get(answer["Location"]).text

    def test_member_and_blocked_teacher_make_none(self, client, ada):
        blocked = make_teacher(block="write", block_reason="Spam.")
        for user in ada, blocked:
            client.force_login(user)
            assert client.get(path("classroom_create")).status_code == 403
        assert "New class" not in client.get(path("classroom_list")).text

    def test_role_that_rests_sees_no_table(self, client, teacher, ada):
        room = make_class(ada, teacher=teacher)
        type(teacher).objects.filter(pk=teacher.pk).update(block="write")
        assert client.get(path("classroom_table", room.pk)).status_code == 404

    def test_another_teacher_finds_nothing(self, client, teacher, ada):
        room = make_class(ada)
        for name in "classroom_table", "classroom_csv", "statement_list":
            assert client.get(path(name, room.pk)).status_code == 404

    def test_learner_sees_no_table(self, client, ada):
        room = make_class(ada)
        client.force_login(ada)
        for name in "classroom_table", "classroom_csv", "failure_list", "plan_edit":
            assert client.get(path(name, room.pk)).status_code == 403

    def test_codes_are_renewed_and_closed(self, client, teacher):
        room = make_class(teacher=teacher)
        client.post(path("code_renew", room.pk))
        assert Classroom.objects.by_code(room.code) is None
        client.post(path("code_close", room.pk))
        assert Classroom.objects.get().code == ""
        assert (
            "Nobody can join now" in client.get(path("classroom_table", room.pk)).text
        )

    def test_class_ends_and_goes_on(self, client, teacher):
        room = make_class(teacher=teacher)
        page = client.get(path("classroom_end", room.pk))
        assert room.code in page.text and not Classroom.objects.get().ended_at
        client.post(path("classroom_end", room.pk))
        assert "have ended" in client.get(path("classroom_list")).text
        client.post(path("classroom_reopen", room.pk))
        assert Classroom.objects.get().code

    def test_class_that_has_ended_gets_no_code(self, client, teacher):
        room = make_class(teacher=teacher)
        room.end()
        page = client.post(path("code_renew", room.pk), follow=True)
        assert "has ended; a code would take nobody in" in page.text
        assert Classroom.objects.get().code == ""

    def test_buttons_pressed_twice_change_nothing(self, client, teacher):
        room = make_class(teacher=teacher)
        client.post(path("classroom_reopen", room.pk))
        assert Classroom.objects.get().code == room.code
        client.post(path("classroom_end", room.pk))
        ended_at = Classroom.objects.get().ended_at
        client.post(path("classroom_end", room.pk))
        assert Classroom.objects.get().ended_at == ended_at
        assert "has ended" in client.get(path("classroom_end", room.pk)).text


class TableTests:
    def test_shows_each_learner_and_lesson(self, client, teacher, ada):
        room = make_class(ada, make_user("bob"), teacher=teacher)
        claim(ada, passed=True)
        claim(Enrolment.objects.get(member__username="bob").member)
        Progress.objects.mark_read(ada, shelf().by_slug["tcp"])
        page = client.get(path("classroom_table", room.pk))
        first, second = page.context["table"].rows
        states = [
            {cell.lesson.slug: cell.state for cell in row.cells}["tcp"]
            for row in (first, second)
        ]
        assert states == ["done", "begun"]
        assert "<b>passed</b>" in page.text and "1&nbsp;try" in page.text
        assert "are claims" in page.text

    def test_queries_do_not_grow_with_learners(self, client, teacher):
        room = make_class(make_user(), teacher=teacher)
        client.get(path("classroom_table", room.pk))

        def cost():
            with CaptureQueriesContext(connection) as asked:
                client.get(path("classroom_table", room.pk))
            return len(asked)

        before = cost()
        for _ in range(12):
            learner = make_user()
            room.admit(learner)
            claim(learner)
            claim(learner, "03_http", passed=True)
            Progress.objects.mark_read(learner, shelf().by_slug["tcp"])
        room.plan({"tcp": {"due_on": days(-1)}, "http": {"opens_on": days(1)}})
        assert cost() <= before <= 16

    def test_more_than_fifty_are_paged(self, client, teacher, ada):
        room = make_class(teacher=teacher)
        for number in range(51):
            Enrolment.objects.create(
                classroom=room, member=make_user(f"learner{number:02}")
            )
        page = client.get(path("classroom_table", room.pk))
        assert len(page.context["table"].rows) == 50
        page = client.get(path("classroom_table", room.pk), {"page": 2})
        (row,) = page.context["table"].rows
        assert row.member.username == "learner50"
        assert (
            client.get(path("classroom_table", room.pk), {"page": 3}).status_code == 404
        )

    def test_late_is_who_was_there_in_time(self, client, teacher, ada):
        room = make_class(ada, teacher=teacher)
        room.plan({"tcp": {"due_on": days(-3)}})
        page = client.get(path("classroom_table", room.pk))
        assert "before joining" in page.text and " late<" not in page.text

    def test_who_closed_the_account_is_left_out(self, client, teacher, ada):
        room = make_class(ada, teacher=teacher)
        departure = Departure.objects.begin(ada, Departure.Content.STAYS)
        assert not client.get(path("classroom_table", room.pk)).context["table"].rows
        departure.undo()
        assert client.get(path("classroom_table", room.pk)).context["table"].rows

    def test_clock_that_is_ahead_passes_nothing_tomorrow(self, client, teacher, ada):
        room = make_class(ada, teacher=teacher)
        row = claim(ada, passed=True, made_at="2099-01-01T00:00:00+00:00")
        page = client.get(path("learner_detail", room.pk, room.enrolments.get().pk))
        (cell,) = (c for c in page.context["row"].cells if c.lesson.slug == "tcp")
        assert cell.passed_at == row.received_at == row.at

    def test_learner_is_shown_as_they_see_it(self, client, teacher, ada):
        room = make_class(ada, teacher=teacher)
        claim(ada)
        page = client.get(path("learner_detail", room.pk, room.enrolments.get().pk))
        assert "lab: 1 try" in page.text and "in_pieces" not in page.text
        other = make_class(make_user())
        there = path("learner_detail", room.pk, other.enrolments.get().pk)
        assert client.get(there).status_code == 404

    def test_learner_is_taken_out(self, client, teacher, ada):
        room = make_class(ada, teacher=teacher)
        there = path("learner_remove", room.pk, room.enrolments.get().pk)
        page = client.get(there)
        assert f"the code {room.code} can join again" in page.text
        assert Enrolment.objects.exists()
        client.post(there)
        assert not Enrolment.objects.exists()


class PlanTests:
    def test_days_are_set_and_taken_back(self, client, teacher):
        room = make_class(teacher=teacher, solutions="date")
        sent = {"tcp.opens_on": "2026-09-01", "tcp.due_on": "2026-09-08"}
        sent |= {"tcp.solution_on": "2026-09-10", "journey.opens_on": ""}
        client.post(path("plan_edit", room.pk), sent)
        plan = room.openings.get()
        assert (plan.lesson, str(plan.opens_on)) == ("tcp", "2026-09-01")
        page = client.get(path("plan_edit", room.pk))
        assert 'value="2026-09-08"' in page.text and 'value="2026-09-10"' in page.text
        client.post(path("plan_edit", room.pk), dict.fromkeys(sent, ""))
        assert not room.openings.exists()

    def test_day_before_the_first_is_refused(self, client, teacher):
        room = make_class(teacher=teacher)
        sent = {"tcp.opens_on": "2026-09-08", "tcp.due_on": "2026-09-01"}
        page = client.post(path("plan_edit", room.pk), sent)
        assert "before the class takes it on" in page.text
        # On top of the long page, and a link down to it.
        assert 'href="#id_tcp.due_on">A stream of bytes, done by</a>' in page.text
        assert not room.openings.exists()

    def test_days_of_solutions_wait_for_their_rule(self, client, teacher):
        room = make_class(teacher=teacher)
        room.plan({"tcp": {"solution_on": days(3)}, "gone": {"opens_on": days(1)}})
        client.post(path("plan_edit", room.pk), {"tcp.due_on": "2026-09-01"})
        kept = {each.lesson: each for each in room.openings.all()}
        assert kept["tcp"].solution_on == days(3) and "gone" in kept

    def test_proposed_days_are_not_saved(self, client, teacher):
        room = make_class(teacher=teacher)
        page = client.get(
            path("plan_edit", room.pk),
            {"begins": "2026-09-01", "every": "7", "is_due": "on"},
        )
        first, second = shelf().lessons[:2]
        form = page.context["form"]
        assert str(form.initial[f"{first.slug}.opens_on"]) == "2026-09-01"
        assert f'name="{second.slug}.opens_on" value="2026-09-08"' in page.text
        assert str(form.initial[f"{first.slug}.due_on"]) == "2026-09-08"
        assert not room.openings.exists()

    def test_days_by_which_it_is_done_are_not_proposed_unasked(self, client, teacher):
        room = make_class(teacher=teacher)
        query = {"begins": "2026-09-01", "every": "7"}
        page = client.get(path("plan_edit", room.pk), query)
        assert not any(name.endswith("due_on") for name in page.context["form"].initial)


class FailureTests:
    def test_most_learners_first_with_their_messages(self, client, teacher, ada):
        bob, eve = make_user("bob"), make_user("eve")
        room = make_class(ada, bob, teacher=teacher)
        for learner in ada, ada, bob:
            claim(learner)
        claim(ada, message="Another <b>word</b>.")
        claim(ada, "03_http", failed_step="first_line")
        claim(bob, passed=True)
        claim(eve)  # of no class of ours
        claim(bob, "03_http", failed_step="starts", starter=True)
        page = client.get(path("failure_list", room.pk))
        pieces, line = page.context["failures"]
        assert (pieces.step, len(pieces.members), pieces.tries) == ("in_pieces", 2, 4)
        assert pieces.messages[0][1:] == (2, 3)
        assert [member.username for member in pieces.stuck] == ["ada"]
        assert line.lab == "03_http"
        assert "Another &lt;b&gt;word&lt;/b&gt;." in page.text

    def test_lab_that_this_site_does_not_have_is_named(self, client, teacher, ada):
        room = make_class(ada, teacher=teacher)
        claim(ada, "99_tomorrow")
        assert "99_tomorrow" in client.get(path("failure_list", room.pk)).text

    def test_costs_the_same_for_all(self, teacher, django_assert_num_queries):
        room = make_class(teacher=teacher)
        for _ in range(6):
            learner = make_user()
            room.admit(learner)
            claim(learner, message=f"{learner}")
        learners = list(room.enrolments.select_related("member"))
        with django_assert_num_queries(3):
            (found,) = failures(learners)
        assert found.more_messages == 1 and len(found.most_said) == 5


class FileTests:
    def test_csv_has_the_whole_table(self, client, teacher):
        rude = make_user("rude", display_name="=cmd|' /C calc'!A0")
        room = make_class(rude, make_user("élise"), teacher=teacher)
        claim(rude, passed=True)
        answer = client.get(path("classroom_csv", room.pk))
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert "attachment" in answer["Content-Disposition"]
        told = answer.content.decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(told))
        assert len({len(row) for row in (head, *rows)}) == 1
        row = dict(zip(head, rows[0], strict=True))
        assert row["name"] == "'=cmd|' /C calc'!A0"
        assert row["tcp: tries"] == "1" and row["tcp: passed (claimed)"]
        assert rows[1][0] == "élise"

    @pytest.mark.parametrize("sign", "=+-@＝＋－＠")
    def test_no_name_is_a_formula(self, sign):
        assert exports.plain(f" {sign}1") == f"' {sign}1"
        assert exports.plain(f"1{sign}1") == f"1{sign}1"

    def test_days_are_those_of_the_sites_clock(self, settings):
        settings.TIME_ZONE = "Asia/Tokyo"
        assert exports.day(datetime(2026, 11, 21, 20, tzinfo=UTC)) == "2026-11-22"

    def test_statements_say_who_did_what_when(self, client, teacher, ada, settings):
        room = make_class(ada, teacher=teacher)
        lesson = shelf().by_slug["tcp"]
        Progress.objects.mark_read(ada, lesson)
        Answer.objects.keep(ada, lesson, lesson.questions["why-loop"], "2")
        claim(ada)
        claim(ada, passed=True)
        claim(make_user())
        answer = client.get(path("statement_list", room.pk))
        told = json.loads(b"".join(answer.streaming_content))
        verbs = [each["verb"]["display"]["en"] for each in told]
        assert verbs == ["experienced", "answered", "failed", "passed"]
        for each in told:
            assert each["actor"]["account"] == {
                "homePage": settings.SITE_URL,
                "name": "ada",
            }
            assert each["object"]["id"].startswith(settings.SITE_URL)
            assert each["timestamp"] and len(each["id"]) == 36
        assert told[2]["result"]["success"] is False
        extensions = told[2]["result"]["extensions"]
        assert extensions[f"{settings.SITE_URL}/learn/claims/claim"] is True
        again = client.get(path("statement_list", room.pk))
        assert json.loads(b"".join(again.streaming_content)) == told


class HandOverTests:
    @pytest.fixture
    def administrator(self, client):
        person = make_user("root-of-all", is_staff=True)
        for name in "change_classroom", "view_classroom":
            person.user_permissions.add(Permission.objects.get(codename=name))
        client.force_login(person)
        return person

    def test_administrator_gives_a_class_to_another_teacher(
        self, client, administrator, ada
    ):
        room, heir = make_class(ada), make_teacher("heir")
        board = room.open_board()
        change = reverse("admin:course_classroom_change", args=[room.pk])
        answer = client.post(change, {"teacher": heir.pk})
        assert answer.status_code == 302
        room.refresh_from_db()
        assert room.teacher == heir and room.enrolments.count() == 1
        assert list(board.moderators.all()) == [heir]

    def test_only_to_who_may_teach(self, client, administrator, ada):
        room = make_class()
        change = reverse("admin:course_classroom_change", args=[room.pk])
        assert client.post(change, {"teacher": ada.pk}).status_code == 200
        assert Classroom.objects.get().teacher == room.teacher

    def test_administrator_sees_no_table(self, client, administrator):
        room = make_class()
        assert client.get(path("classroom_table", room.pk)).status_code == 404
        assert client.get(reverse("admin:course_classroom_add")).status_code == 403


def test_claims_of_others_are_nobodys_business(client, ada):
    """A member who is in the same class sees nothing of another."""
    room = make_class(ada, make_user("bob"))
    claim(Enrolment.objects.get(member__username="bob").member, message="Secret words.")
    client.force_login(ada)
    for name in "classroom_detail", "classroom_leave":
        assert "Secret" not in client.get(path(name, room.pk)).text
    assert Claim.objects.count() == 1
