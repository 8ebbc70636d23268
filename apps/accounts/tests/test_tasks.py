import re

import pytest
from django_tasks.base import TaskContext
from django_tasks_db.models import DBTaskResult

from apps.accounts.models import User
from apps.accounts.tasks import send_password_reset

from .make import make_user

pytestmark = pytest.mark.django_db


def work(address):
    """Queue the task and do it, as the worker would."""
    result = send_password_reset.enqueue(address)
    send_password_reset.func(TaskContext(task_result=result), *result.args)
    return result


class SendPasswordResetTests:
    def test_letter_has_a_link_of_the_site_s_own_address(self, mailoutbox, settings):
        settings.SITE_URL = "https://forum.example"
        make_user("ada", email="ada@example.org")

        work("ada@example.org")

        [letter] = mailoutbox
        assert letter.to == ["ada@example.org"]
        assert re.search(
            r"^https://forum\.example/accounts/password/reset/\w+/[\w-]+/$",
            letter.body,
            re.M,
        )

    def test_letter_goes_to_the_address_that_is_kept(self, mailoutbox):
        make_user(email="ada@example.org")

        work("ADA@ｅxample.org")

        assert mailoutbox[0].to == ["ada@example.org"]

    def test_letter_sent_again_is_known_by_its_id(self, mailoutbox):
        make_user(email="ada@example.org")

        result = work("ada@example.org")
        send_password_reset.func(TaskContext(task_result=result), *result.args)

        first, second = (letter.message()["Message-ID"] for letter in mailoutbox)
        assert first == second
        assert str(result.id) in first

    def test_letter_carries_no_words_of_the_person_s_choice(self, mailoutbox):
        make_user(email="ada@example.org", display_name="Win at evil.example")

        work("ada@example.org")

        assert "evil" not in mailoutbox[0].body + mailoutbox[0].subject

    @pytest.mark.parametrize(
        "fields", [{"is_active": False}, {"password": None}, {"email": "other@x.org"}]
    )
    def test_nobody_else_gets_a_letter(self, fields, mailoutbox):
        make_user(**{"email": "ada@example.org"} | fields)

        work("ada@example.org")

        assert mailoutbox == []

    def test_queue_keeps_nothing_that_opens_an_account(self, mailoutbox):
        user = make_user(email="ada@example.org")

        work("ada@example.org")

        kept = DBTaskResult.objects.get()
        assert kept.args_kwargs == {"args": ["ada@example.org"], "kwargs": {}}
        assert User.objects.get().password == user.password
