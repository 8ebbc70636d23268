from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from apps.accounts import confirming, joining
from apps.accounts.models import (
    Application,
    Archive,
    Confirmation,
    Departure,
    Invitation,
    Joining,
    User,
)

from . import letters
from .make import make_user

pytestmark = pytest.mark.django_db

APPLICATIONS = "/admin/accounts/application/"


class MigrationTests:
    """What the migrations do to those who were there before."""

    def run(self, name, function):
        module = import_module(f"apps.accounts.migrations.{name}")
        getattr(module, function)(apps, SimpleNamespace(connection=connection))

    def test_present_names_have_skeletons(self):
        make_user("ada0")
        User.objects.update(username_skeleton="")

        self.run("0009_skeletons_of_present_names", "fill")

        assert User.objects.looking_like("adaO").exists()

    def test_and_again_when_skeletons_changed(self):
        make_user("best-deals")
        User.objects.update(username_skeleton="")

        self.run("0021_skeletons_of_marks_and_hyphens", "fill")

        assert User.objects.looking_like("best_deals").exists()

    def test_present_members_may_write_as_before(self):
        ada = make_user("ada", confirmed_at=None)

        self.run("0013_present_members_are_confirmed", "confirm")

        ada.refresh_from_db()
        assert ada.confirmed_at == ada.joined_at


def make_applicant(username="ada"):
    """Somebody who applied and has confirmed the address."""
    user = User(username=username)
    user.set_unusable_password()
    joining.join(user, f"{username}@example.org", words="I mend bicycles.")
    confirming.confirm(user.confirmations.get())
    letters.read()
    return user


def block(member, moderator):
    """Let something of the site point at the member, as a moderator's act does."""
    # By name: accounts knows nothing of moderation.
    action = apps.get_model("moderation", "Action")
    action.objects.create(
        actor=moderator, act="block", reason="Ads.", person=member, member=member
    )


@pytest.fixture
def administrator(client):
    user = make_user("grace", is_staff=True)
    user.groups.add(Group.objects.get(name="Administrators"))
    client.force_login(user)
    return user


class PruneTests:
    def test_unconfirmed_account_goes_after_a_week(self):
        grace = make_user("grace")
        invitation = Invitation.objects.create(inviter=grace, max_uses=5)
        for name, days in ("old", 8), ("young", 6):
            joined = timezone.now() - timedelta(days=days)
            user = User(username=name, joined_at=joined)
            joining.join(user, f"{name}@example.org", invitation)

        joining.prune()

        names = set(User.objects.values_list("username", flat=True))
        assert names == {"grace", "young"}
        assert Invitation.objects.with_uses().get().uses == 1

    def test_files_go_with_it(
        self, settings, tmp_path, django_capture_on_commit_callbacks
    ):
        settings.MEDIA_ROOT = tmp_path
        joined = timezone.now() - timedelta(days=8)
        user = joining.join(User(username="old", joined_at=joined), "old@example.org")
        user.avatar.save("a.webp", ContentFile(b"pixels"))
        Archive.objects.order(user)
        letters.read()
        archive = Archive.objects.get()

        with django_capture_on_commit_callbacks(execute=True):
            joining.prune()

        assert not User.objects.exists()
        assert not list(tmp_path.rglob("*.webp"))
        assert not archive.storage.exists(archive.path)

    def test_member_and_applicant_stay_however_old(self):
        make_applicant()
        make_user("lin")
        User.objects.update(joined_at=timezone.now() - timedelta(days=900))

        joining.prune()

        assert User.objects.count() == 2

    def test_confirmations_go_when_nothing_can_come_of_them(self):
        lin = make_user("lin")
        moment = timezone.now() - timedelta(days=8)
        lin.confirmations.create(address="a@x.org", asked_at=moment)
        lin.confirmations.create(address="b@x.org", confirmed_at=moment)
        lin.confirmations.create(address="c@x.org")

        confirming.prune()

        assert Confirmation.objects.get().address == "c@x.org"


class JoiningAdminTests:
    def test_owner_changes_the_rule_and_it_holds_at_once(self, client, administrator):
        response = client.get("/admin/accounts/joining/", follow=True)
        [(address, _)] = response.redirect_chain
        client.post(address, {"mode": "closed", "message": "Back soon."})

        assert Joining.current().mode == "closed"
        client.logout()
        assert "Back soon." in client.get("/accounts/register/").text
        response = client.get("/admin/accounts/joining/")
        assert response["Location"].startswith("/admin/login/")

    def test_there_is_one_row(self, client, administrator):
        Joining().save()

        response = client.get("/admin/accounts/joining/")

        assert response["Location"] == "/admin/accounts/joining/1/change/"
        assert client.get("/admin/accounts/joining/add/").status_code == 403


class ApplicationAdminTests:
    def decide(self, client, action, *people, **fields):
        chosen = {"action": action, "_selected_action": [user.pk for user in people]}
        return client.post(APPLICATIONS, chosen | fields, follow=True)

    def test_applicants_are_listed_when_they_have_confirmed(
        self, client, administrator
    ):
        make_applicant()
        joining.join(User(username="eda"), "eda@example.org", words="Hi.")

        page = client.get(APPLICATIONS).text

        assert "ada@example.org" in page
        assert "I mend bicycles." in page
        assert "eda" not in page

    def test_approved_is_a_member_and_has_a_letter(self, client, administrator):
        ada = make_applicant()

        self.decide(client, "approve", ada)

        ada.refresh_from_db()
        assert ada.is_joined
        assert not Application.objects.exists()
        [letter] = letters.read()
        assert (letter.to, "welcome" in letter.body) == (["ada@example.org"], True)
        assert LogEntry.objects.get().change_message == "Approved."

    def test_declined_is_gone_and_has_a_letter_with_the_reason(
        self, client, administrator
    ):
        ada = make_applicant()

        self.decide(client, "decline", ada, reason="This is for pupils only.")

        assert not User.objects.filter(username="ada").exists()
        [letter] = letters.read()
        assert letter.to == ["ada@example.org"]
        assert "This is for pupils only." in letter.body

    def test_declined_whom_a_moderator_blocked_is_emptied(self, client, administrator):
        ada = make_applicant()
        block(ada, administrator)

        response = self.decide(client, "decline", ada, reason="No.")

        assert response.status_code == 200
        ada.refresh_from_db()
        assert ada.username == f"deleted:{ada.pk}"
        assert (ada.email, ada.is_active, ada.name) == ("", False, "deleted member")
        assert not Application.objects.exists()
        [letter] = letters.read()
        assert letter.to == ["ada@example.org"]

    def test_trouble_of_one_does_not_hide_the_others(
        self, client, administrator, monkeypatch
    ):
        people = [make_applicant(name) for name in ("ada", "lin", "omar")]
        approve = joining.approve

        def approve_not_lin(application):
            approve(application)
            if application.member.username == "lin":
                raise RuntimeError("Something is wrong with lin.")

        monkeypatch.setattr(joining, "approve", approve_not_lin)

        page = self.decide(client, "approve", *people).text

        assert "Members now, with a letter: ada, omar." in page
        assert "Not decided: lin (an error, which the log tells)." in page
        assert [
            user.is_joined
            for user in User.objects.filter(
                pk__in=[user.pk for user in people]
            ).order_by("pk")
        ] == [True, False, True]

    def test_closed_account_is_not_decided_and_may_come_back(
        self, client, administrator
    ):
        ada = make_applicant()
        departure = Departure.objects.begin(ada, "stays")
        letters.read()

        assert "ada@example.org" not in client.get(APPLICATIONS).text
        self.decide(client, "approve", ada)
        with pytest.raises(joining.TooLate):
            joining.approve(Application.objects.get())
        assert letters.read() == []
        assert Application.objects.exists()

        departure.undo()
        assert "ada@example.org" in client.get(APPLICATIONS).text

    def test_who_closes_it_just_after_has_no_letter(self):
        ada = make_applicant()
        joining.approve(ada.application)
        User.objects.update(deleted_at=timezone.now())

        assert letters.read() == []

    def test_who_may_only_look_decides_nothing(self, client, administrator):
        ada = make_applicant()
        group = Group.objects.get(name="Administrators")
        group.permissions.remove(
            *group.permissions.filter(codename="change_application")
        )

        self.decide(client, "approve", ada)

        ada.refresh_from_db()
        assert ada.approved_at is None

    def test_queries_do_not_grow_with_rows(
        self, client, administrator, django_assert_max_num_queries
    ):
        for n in range(12):
            make_applicant(f"applicant-{n}x")

        with django_assert_max_num_queries(8):
            client.get(APPLICATIONS)


class InvitationAdminTests:
    def test_staff_invite_and_see_who_came(self, client, administrator):
        address = "/admin/accounts/invitation/"
        filled = {"note": "Class", "max_uses": "30"}
        later = timezone.now() + timedelta(days=3)
        filled |= {"expires_at_0": later.date(), "expires_at_1": "12:00"}
        client.post(f"{address}add/", filled)

        invitation = Invitation.objects.get()
        make_user("ada", invitation=invitation)
        assert invitation.inviter == administrator
        assert "Class" in client.get(address).text
        page = client.get(f"{address}{invitation.pk}/change/").text
        assert invitation.link in page

    def test_back_office_opens_no_more_places(self, client, administrator):
        invitation = Invitation.objects.create(inviter=administrator)
        later = timezone.now() + timedelta(days=3)
        filled = {"note": "All", "max_uses": "201"}
        filled |= {"expires_at_0": later.date(), "expires_at_1": "12:00"}

        for step in "add", f"{invitation.pk}/change":
            response = client.post(f"/admin/accounts/invitation/{step}/", filled)
            errors = response.context["adminform"].form.errors
            assert "At most 200 places" in errors["max_uses"][0]
