import json

import pytest

from apps.accounts.models import Departure
from apps.course import leaving, own_data
from apps.course.lessons.shelf import shelf
from apps.course.models import Answer, Claim, LabKey, Progress, Review
from apps.course.tests.practice.test_claims import ATTEMPT
from apps.forum.tests.make import make_user

pytestmark = pytest.mark.django_db


def learn(member):
    lesson = shelf().by_slug["tcp"]
    Progress.objects.mark_read(member, lesson)
    Answer.objects.keep(member, lesson, lesson.questions["why-loop"], "2")
    Claim.objects.keep(member, [ATTEMPT])
    return LabKey.objects.give(member)


def test_copy_of_ones_data_has_what_one_learned():
    ada = make_user("ada")
    learn(ada)
    learn(make_user("bob"))
    files = {name: "".join(text) for name, text in own_data.progress(ada)}
    assert [row["lesson"] for row in json.loads(files["lessons.json"])] == ["tcp"]
    assert [row["given"] for row in json.loads(files["answers.json"])] == ["2"]
    assert len(json.loads(files["review.json"])) == 1
    assert "- tcp, " in files["lessons.md"]


def test_copy_of_ones_data_has_what_ones_machine_reported_and_no_key():
    ada = make_user("ada")
    key = learn(ada)
    learn(make_user("bob"))
    files = {name: "".join(text) for name, text in own_data.claims(ada)}
    (claim,) = json.loads(files["labs.json"])
    assert claim["message"] == ATTEMPT["message"]
    (about,) = json.loads(files["lab_key.json"])
    assert set(about) == {"made_at", "used_at"}
    assert key not in files["lab_key.json"]


def test_who_is_gone_for_good_leaves_no_progress():
    ada, bob = make_user("ada"), make_user("bob")
    learn(ada)
    learn(bob)
    leaving.settle(ada)
    assert Progress.objects.count() == 2
    Departure.objects.create(user=ada, is_final=True)
    leaving.settle(ada)
    for model in Progress, Answer, Review, LabKey, Claim:
        assert [row.member for row in model.objects.all()] == [bob]
