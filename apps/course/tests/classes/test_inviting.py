"""Letters that ask people into a class: the same for everybody."""

import pytest
from django.core import mail
from django.urls import reverse

from apps.accounts.models import Invitation, Joining
from apps.course import tasks
from apps.look.models import QueuedTask
from apps.look.queue import call

from ..make import make_class

pytestmark = pytest.mark.django_db


def path(name, *args):
    return reverse(f"course:{name}", args=args)


def queued():
    """Give (class, address, invitation) of each letter that waits."""
    rows = QueuedTask.objects.filter(
        task_path=tasks.send_class_invitation.module_path
    ).order_by("enqueued_at", "pk")
    return [tuple(row.args_kwargs["args"]) for row in rows]


@pytest.fixture
def deliver():
    """Give a function that does what the worker does with the letters that wait."""

    def deliver():
        for row in QueuedTask.objects.order_by("enqueued_at", "pk"):
            call(row)
        return mail.outbox

    return deliver


class InviteTests:
    def send(self, client, room, addresses):
        return client.post(path("classroom_invite", room.pk), {"addresses": addresses})

    def test_each_address_has_the_same_letter(self, client, teacher, ada):
        room = make_class(teacher=teacher)
        answer = self.send(
            client, room, "Ada <ada@example.org>, new@example.org;\nnew@example.org"
        )
        assert answer.status_code == 302
        assert queued() == [
            (room.pk, "ada@example.org", ""),
            (room.pk, "new@example.org", ""),
        ]

    def test_letter_says_the_way_with_and_without_an_account(
        self, client, teacher, deliver
    ):
        room = make_class(teacher=teacher, name="Evening\nBcc: x@example.org")
        self.send(client, room, "a@example.org, b@example.org")
        one, other = deliver()
        assert one.body == other.body and room.join_link in one.body
        assert "/accounts/register/?next=%2Flearn%2Fclasses%2Fjoin%2F" in one.body
        assert "\n" not in one.subject and one.to == ["a@example.org"]

    def test_letter_lets_in_where_one_joins_by_invitation(
        self, client, teacher, deliver
    ):
        Joining.objects.create(mode="invitation")
        room = make_class(teacher=teacher)
        self.send(client, room, "a@example.org, b@example.org")
        invitation = Invitation.objects.get()
        assert (invitation.inviter, invitation.max_uses) == (teacher, 2)
        assert f"invitation={invitation.code}" in deliver()[0].body
        assert client.get(invitation.link.removeprefix("http://testserver"))

    def test_no_more_places_than_one_may_have_open(self, client, teacher):
        Joining.objects.create(mode="invitation")
        Invitation.objects.create(inviter=teacher, max_uses=Invitation.PLACES)
        room = make_class(teacher=teacher)
        page = self.send(client, room, "a@example.org")
        assert "places may be open" in page.text and not queued()

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            ("nobody", "no address in it"),
            ("a@example.org, b@", "b@: "),
            (" ".join(f"a{n}@example.org" for n in range(61)), "60 at a time"),
        ],
    )
    def test_wrong_list_sends_nothing(self, client, teacher, words, why):
        page = self.send(client, make_class(teacher=teacher), words)
        assert why in page.text and not queued()

    def test_what_a_limit_keeps_back_stays_in_the_form(
        self, client, teacher, real_limits
    ):
        room = make_class(teacher=teacher)
        for number in 60, 40:
            words = " ".join(f"{number}-{n}@b.org" for n in range(number))
            self.send(client, room, words)
        assert len(queued()) == 100
        page = self.send(client, room, " ".join(f"z{n}@b.org" for n in range(30)))
        assert page.status_code == 429 and len(queued()) == 120
        assert "z20@b.org" in page.text and "z19@b.org" not in page.text
        assert "can be sent in" in page.text

    def test_class_that_is_shut_sends_nothing(self, client, teacher, deliver):
        room = make_class(teacher=teacher)
        self.send(client, room, "a@example.org")
        room.close_code()
        assert deliver() == []
        assert "takes nobody in now" in self.send(client, room, "b@example.org").text
        assert len(queued()) == 1
