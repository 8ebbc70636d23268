import pytest

from apps.course import demo
from apps.course.classes.failing import failures
from apps.course.classes.tables import Table, learners
from apps.course.models import Claim, Classroom, may_teach
from apps.forum.tests.make import make_user

pytestmark = pytest.mark.django_db


def test_demo_has_two_classes_that_are_on_their_way():
    owner = make_user("grace", is_staff=True, is_superuser=True)
    ada = make_user("ada", is_staff=True)
    for name in demo.EVENING | demo.SUNDAY:
        make_user(name)
    demo.load()
    claims = Claim.objects.count()
    demo.load()
    assert Claim.objects.count() == claims == 17
    ada = type(ada).objects.get(pk=ada.pk)
    assert may_teach(ada) and may_teach(owner)
    evening = Classroom.objects.get(teacher=ada)
    rows = {row.member.username: row for row in Table(evening, learners(evening)).rows}
    assert rows["lin"].done_count == 3
    assert rows["oskar"].late_count == 1
    # Who came two days ago is late for nothing.
    assert rows["艾达"].late_count == 0
    worst = failures(list(learners(evening)))[0]
    assert (worst.step, len(worst.members)) == ("in_pieces", 3)
