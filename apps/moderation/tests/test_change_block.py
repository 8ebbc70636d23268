"""A block that is running is made longer, shorter or another one; nobody is let in between."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.moderation.acts import Refused, perform, undo
from apps.moderation.models import Action
from apps.notifications.models import visible

from .make import make_moderator, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mod():
    return make_moderator("mod")


@pytest.fixture
def lin(mod):
    """Blocked for an hour from writing."""
    lin = make_user("lin")
    until = timezone.now() + timedelta(hours=1)
    perform("block", lin, mod, "Shouting.", kind="write", until=until)
    lin.refresh_from_db()
    return lin


@pytest.fixture
def as_mod(client, mod):
    client.force_login(mod)
    return client


def page(member):
    return reverse("moderation:member_act", args=[member.pk, "change_block"])


class ChangeBlockTests:
    def test_form_shows_the_block_as_it_is(self, as_mod, lin):
        answer = as_mod.get(page(lin))
        form = answer.context["form"]
        assert form["kind"].value() == "write"
        assert form["length"].value() == "date"
        until = timezone.localtime(lin.blocked_until)
        assert f'value="{until:%Y-%m-%dT%H:%M}"' in answer.text
        assert form["words"].value() == "Shouting."

    def test_becomes_longer_and_another_one(self, as_mod, lin):
        sent = {"kind": "entry", "length": "good", "words": "And again."}
        as_mod.post(page(lin), sent)
        lin.refresh_from_db()
        assert lin.is_shut_out
        assert lin.blocked_until is None
        assert lin.block_reason == "And again."

    def test_member_page_leads_there(self, as_mod, mod, lin):
        assert page(lin) in as_mod.get(lin.get_absolute_url()).text
        perform("unblock", lin, mod, "Promised.")
        assert page(lin) not in as_mod.get(lin.get_absolute_url()).text

    def test_log_and_member_are_told_what_holds_now(self, as_mod, mod, lin):
        perform("change_block", lin, mod, "Too much.", kind="write", until=None)
        log = " ".join(as_mod.get(reverse("moderation:action_list")).text.split())
        assert "changed the block of" in log
        assert "write, for good" in log
        notice = visible(list(lin.notifications.order_by("-id")[:1]), lin)[0]
        assert "changed your block" in notice.sentence
        assert "for good. Too much." in notice.excerpt

    def test_undo_brings_the_block_before(self, mod, lin):
        before = lin.block, lin.blocked_until, lin.block_reason
        undo(perform("change_block", lin, mod, "More.", kind="entry"), mod, "No.")
        lin.refresh_from_db()
        assert (lin.block, lin.blocked_until, lin.block_reason) == before

    def test_nothing_to_change(self, mod, lin):
        block = {"kind": lin.block, "until": lin.blocked_until}
        with pytest.raises(Refused, match="like this already"):
            perform("change_block", lin, mod, lin.block_reason, **block)
        assert Action.objects.count() == 1

    def test_block_that_has_ended_is_not_changed(self, as_mod, lin):
        lin.blocked_until = timezone.now() - timedelta(seconds=1)
        lin.save()
        sent = {"kind": "write", "length": "7", "words": "Longer."}
        assert as_mod.post(page(lin), sent).status_code == 409
        lin.refresh_from_db()
        assert not lin.is_blocked
