"""Results that are reported: by whom, what is taken, and what is made of it."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from apps.course.models import Claim, LabKey, claim
from apps.course.models.report import fields_of
from apps.forum.tests.make import make_user

pytestmark = pytest.mark.django_db

ATTEMPT = {
    "lab": "02_tcp",
    "made_at": "2026-11-21T14:37:48+00:00",
    "passed": False,
    "failed_step": "in_pieces",
    "message": "b'n' comes back, though more will follow.",
    "seed": 482013,
    "edition": "5be1aa00bb11",
    "answer": "09c3aa00bb11",
    "starter": False,
    "hints": 1,
    "saw_solution": False,
}


def attempt(**fields):
    return ATTEMPT | fields


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def key(ada):
    return LabKey.objects.give(ada)


def send(key, attempts, client=None, **more):
    return (client or Client(enforce_csrf_checks=True)).post(
        reverse("course:claim_create"),
        more.pop("body", json.dumps({"attempts": attempts})),
        content_type=more.pop("content_type", "application/json"),
        headers={"Authorization": f"Bearer {key}"} if key else {},
    )


class ClaimCreateTests:
    def test_keeps_what_a_learners_machine_says(self, ada, key):
        answer = send(key, [attempt(), attempt(seed=1, passed=True, failed_step=None)])
        assert answer.status_code == 200
        assert answer.json() == {"kept": 2, "known": 0, "refused": []}
        failed, passed = Claim.objects.of(ada, "02_tcp")
        assert (failed.is_pass, failed.failed_step) == (False, "in_pieces")
        assert failed.message == ATTEMPT["message"] and failed.hints == 1
        assert passed.is_pass and passed.failed_step == ""

    def test_what_is_sent_twice_is_kept_once(self, key):
        send(key, [attempt()])
        answer = send(key, [attempt(), attempt(), attempt(seed=2)])
        assert answer.json() == {"kept": 1, "known": 2, "refused": []}
        assert Claim.objects.count() == 2

    def test_one_that_cannot_be_read_keeps_no_other_out(self, key):
        answer = send(key, [attempt(lab="../../etc"), attempt()])
        (refused,) = answer.json()["refused"]
        assert refused["attempt"] == 0 and refused["why"].startswith("lab is no name")
        assert Claim.objects.get().lab == "02_tcp"

    def test_two_members_may_say_the_same(self, key):
        other = LabKey.objects.give(make_user("bob"))
        for each in key, other:
            assert send(each, [attempt()]).json()["kept"] == 1

    def test_empty_list_asks_whether_the_key_is_good(self, key):
        assert send(key, []).json() == {"kept": 0, "known": 0, "refused": []}

    @pytest.mark.parametrize("words", ["", "lab_wrong", "é\x7f"])
    def test_without_a_good_key_nothing_is_taken(self, key, words):
        answer = send(words, [attempt()])
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert "no such key" in answer.json()["error"]
        assert not Claim.objects.exists()

    def test_session_is_no_key(self, ada, client):
        client.force_login(ada)
        assert send("", [attempt()], client).status_code == 401

    def test_key_that_was_replaced_or_withdrawn_opens_nothing(self, ada, key, client):
        new = LabKey.objects.give(ada)
        assert send(key, []).status_code == 401
        assert send(new, []).status_code == 200
        client.force_login(ada)
        client.post(reverse("course:key_withdraw"))
        assert send(new, []).status_code == 401

    @pytest.mark.parametrize(
        ("fields", "why"),
        [
            ({"block": "write", "block_reason": "Spam."}, "Spam."),
            ({"confirmed_at": None}, "Confirm your e-mail"),
        ],
    )
    def test_who_may_not_take_part_is_told_why(self, fields, why):
        answer = send(LabKey.objects.give(make_user(**fields)), [attempt()])
        assert answer.status_code == 403 and why in answer.json()["error"]

    def test_account_that_is_switched_off_has_no_key(self, ada, key):
        type(ada).objects.update(is_active=False)
        assert send(key, [attempt()]).status_code == 401

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ("no", 400),
            ("[]", 400),
            ('{"attempts": {}}', 400),
            ("[" * 100_000, 400),
            ("9" * 5000, 400),
            (b"\xff\xfe", 400),
            (json.dumps({"attempts": [{}] * 51}), 413),
            (" " * (256 * 1024 + 1), 413),
        ],
        ids=range(8),
    )
    def test_what_is_no_report_is_refused_in_words(self, key, body, status):
        answer = send(key, [], body=body)
        assert answer.status_code == status and answer.json()["error"]

    def test_form_of_a_browser_is_no_report(self, key):
        answer = send(key, [], content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 415

    def test_get_says_how_it_is_done(self, client):
        answer = client.get(reverse("course:claim_create"))
        assert answer.status_code == 405 and answer["Allow"] == "POST"
        assert answer.json()["error"]

    def test_too_many_are_told_to_wait(self, key, real_limits):
        statuses = [send(key, []).status_code for _ in range(121)]
        assert statuses == [200] * 120 + [429]
        answer = send(key, [])
        assert int(answer["Retry-After"]) > 0
        assert "nothing is lost" in answer.json()["error"]

    def test_queries_do_not_grow_with_attempts(
        self, key, django_assert_max_num_queries
    ):
        send(key, [])  # notes that the key was used
        with django_assert_max_num_queries(8):
            send(key, [attempt(seed=seed) for seed in range(50)])


class CeilingTests:
    @pytest.fixture(autouse=True)
    def low_ceiling(self, monkeypatch):
        monkeypatch.setattr(claim, "MOST_CHECKS", 3)
        monkeypatch.setattr(claim, "MOST_LABS", 2)

    def test_newest_checks_stay_and_the_first_that_passed(self, ada, key):
        for hour in range(9):
            made_at = f"2026-11-21T{hour:02}:00:00+00:00"
            send(key, [attempt(made_at=made_at, seed=hour, passed=hour in {1, 2})])
        kept = Claim.objects.of(ada, "02_tcp").values_list("seed", flat=True)
        assert list(kept) == [1, 6, 7, 8]

    def test_more_in_one_report_are_no_more(self, ada, key):
        send(key, [attempt(seed=seed) for seed in range(9)])
        assert Claim.objects.of(ada, "02_tcp").count() == 3

    def test_other_labs_and_other_members_lose_nothing(self, ada, key):
        bob = make_user("bob")
        Claim.objects.keep(bob, [attempt(seed=seed) for seed in range(3)])
        send(key, [attempt(lab="03_http")])
        send(key, [attempt(seed=seed) for seed in range(9)])
        assert Claim.objects.of(ada, "03_http").count() == 1
        assert Claim.objects.of(bob, "02_tcp").count() == 3

    def test_labs_that_nobody_has_are_refused(self, ada, key):
        sent = [attempt(lab=f"{number:02}_made_up") for number in range(5)]
        answer = send(key, [*sent, attempt(lab="00_made_up", seed=2)]).json()
        assert answer["kept"] == 3 and len(answer["refused"]) == 3
        assert "At most 2 labs" in answer["refused"][0]["why"]
        assert send(key, [attempt()]).json()["kept"] == 0


class ReadingTests:
    @pytest.mark.parametrize(
        "fields",
        [
            {"lab": "tcp"},
            {"lab": "02_tcp\n"},
            {"lab": None},
            {"made_at": "yesterday"},
            {"made_at": "2026-11-21T14:37:48"},
            {"made_at": "0001-01-01T00:00:00+14:00"},
            {"made_at": "9999-12-31T23:59:59-14:00"},
            {"made_at": 5},
            {"passed": "false"},
            {"passed": 0},
            {"failed_step": "<b>"},
            {"failed_step": ["in_pieces"]},
            {"message": {"a": 1}},
            {"seed": -1},
            {"seed": 2**63},
            {"seed": True},
            {"seed": 1.5},
            {"edition": "x" * 13},
            {"answer": "../.."},
            {"starter": None},
            {"hints": 10**6},
        ],
        ids=str,
    )
    def test_field_of_another_kind_is_refused(self, fields):
        (name,) = fields
        with pytest.raises(ValueError, match=rf"^{name} "):
            fields_of(attempt(**fields))

    @pytest.mark.parametrize("thing", [None, [], "x", 5])
    def test_what_is_no_object_is_refused(self, thing):
        with pytest.raises(ValueError, match="object"):
            fields_of(thing)

    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            (None, ""),
            ("a\0b\r\nc\ud800d", "a b c d"),
            ("<script>\u202ealert", "<script> alert"),
            ("x" * 4000, "x" * 300),
            (" " * 5000 + "x", ""),
        ],
        ids=range(5),
    )
    def test_hostile_message_becomes_one_printable_line(self, said, kept):
        assert fields_of(attempt(message=said))["message"] == kept

    def test_older_ladder_sends_no_message_and_a_newer_one_more(self):
        told = attempt(room="blue")
        del told["message"]
        assert "room" not in fields_of(told)
        assert fields_of(told)["message"] == ""


class KeyTests:
    def test_key_is_shown_once_and_only_its_hash_is_kept(self, ada, client):
        client.force_login(ada)
        page = client.post(reverse("course:key_create"))
        words = page.context["words"]
        assert words.startswith("lab_") and words in page.text
        assert page["Cache-Control"].find("no-store") > 0
        row = LabKey.objects.get()
        assert words not in str(vars(row)) and row.member == ada
        page = client.get(reverse("course:key_detail"))
        assert words not in page.text and "not been used yet" in page.text
        assert LabKey.objects.holder_of(words) == ada
        assert "last used" in client.get(reverse("course:key_detail")).text

    def test_blocked_member_makes_no_key(self, client):
        client.force_login(make_user(block="write", block_reason="Spam."))
        assert client.post(reverse("course:key_create")).status_code == 403

    def test_guest_is_asked_to_sign_in(self, client):
        answer = client.get(reverse("course:key_detail"))
        assert answer.status_code == 302 and "login" in answer["Location"]
