import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.test import Client

from apps.accounts.models import User

from . import letters
from .make import PASSWORD, make_user

pytestmark = pytest.mark.django_db

USERS = "/admin/accounts/user/"


@pytest.fixture
def grace():
    return make_user("grace", is_staff=True, is_superuser=True)


@pytest.fixture
def back_office(client, grace):
    """A client whose person may do everything."""
    client.force_login(grace)
    return client


@pytest.fixture
def clerk(client):
    """A client whose person may change members, and is no superuser."""
    user = make_user("clerk", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["view_user", "change_user", "add_user"])
    )
    client.force_login(user)
    return client


@pytest.fixture
def administrator(client):
    """A client whose person has the role."""
    user = make_user("lin", is_staff=True)
    user.groups.add(Group.objects.get(name="Administrators"))
    client.force_login(user)
    return client


@pytest.fixture
def moderator(client):
    """A client whose person moderates the whole site."""
    user = make_user("omar", is_staff=True)
    user.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(user)
    return client


class DoorTests:
    def test_staff_enter_by_address_too(self, client, grace):
        assert 'maxlength="254"' in client.get("/admin/login/").content.decode()

        response = client.post(
            "/admin/login/?next=/admin/",
            {"username": "Grace@example.org", "password": PASSWORD},
        )

        assert response["Location"] == "/admin/"

    def test_member_stays_outside(self, client):
        make_user("ada")

        response = client.post(
            "/admin/login/?next=/admin/", {"username": "ada", "password": PASSWORD}
        )

        assert response.status_code == 200
        assert "_auth_user_id" not in client.session


class AddTests:
    filled = {
        "username": "ada",
        "email": "ada@example.org",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }

    def test_member_is_made(self, back_office):
        assert back_office.get(f"{USERS}add/").status_code == 200

        back_office.post(f"{USERS}add/", self.filled)

        assert User.objects.get(username="ada").check_password(PASSWORD)

    def test_look_alike_is_refused(self, back_office):
        make_user("Ada", email="ADA@example.org")

        response = back_office.post(f"{USERS}add/", self.filled)

        errors = response.context["adminform"].form.errors
        assert set(errors) == {"username", "email"}


class ChangeTests:
    def fields(self, user, **changed):
        """Give what a browser sends back for this person."""
        return {
            "username": user.username,
            "email": user.email,
            "display_name": user.display_name,
            "bio": user.bio,
            "time_zone": user.time_zone,
            "theme": user.theme,
            "is_active": "on",
        } | changed

    def test_name_and_its_key_change_together(self, back_office):
        ada = make_user("ada")
        address = f"{USERS}{ada.pk}/change/"
        assert back_office.get(address).status_code == 200

        back_office.post(address, self.fields(ada, username="Élise", bio="**Hi**"))

        ada.refresh_from_db()
        assert (ada.username, ada.username_key) == ("Élise", "élise")
        assert "<strong>Hi</strong>" in ada.bio_html

    def test_look_alike_is_refused(self, back_office):
        ada = make_user("ada")

        response = back_office.post(
            f"{USERS}{ada.pk}/change/", self.fields(ada, username="GRACE")
        )

        assert "username" in response.context["adminform"].form.errors

    def test_password_is_changed_on_its_own_page(self, back_office):
        ada = make_user("ada")
        address = f"{USERS}{ada.pk}/password/"
        assert back_office.get(address).status_code == 200
        filled = {"password1": "copper lantern", "password2": "copper lantern"}

        back_office.post(address, filled | {"usable_password": "true"})

        ada.refresh_from_db()
        assert ada.check_password("copper lantern")
        assert "copper" not in str(LogEntry.objects.values())

    def test_nobody_is_deleted(self, back_office):
        ada = make_user("ada")

        response = back_office.post(f"{USERS}{ada.pk}/delete/", {"post": "yes"})

        assert response.status_code == 403
        assert User.objects.filter(pk=ada.pk).exists()


class ClerkTests:
    def test_clerk_gives_nobody_powers(self, clerk):
        ada = make_user("ada")

        clerk.post(
            f"{USERS}{ada.pk}/change/",
            ChangeTests().fields(ada, is_staff="on", is_superuser="on", groups="1"),
        )

        ada.refresh_from_db()
        assert not (ada.is_staff or ada.is_superuser)
        assert LogEntry.objects.filter(object_id=str(ada.pk)).exists()

    def test_clerk_cannot_take_over_a_superuser(self, clerk):
        grace = make_user("grace", is_superuser=True, is_staff=True)
        filled = {"password1": "copper lantern", "password2": "copper lantern"}

        change = clerk.post(
            f"{USERS}{grace.pk}/change/", ChangeTests().fields(grace, email="x@x.org")
        )
        password = clerk.post(
            f"{USERS}{grace.pk}/password/", filled | {"usable_password": "true"}
        )

        assert (change.status_code, password.status_code) == (403, 403)
        assert User.objects.get(pk=grace.pk).email == grace.email


class AdministratorTests:
    fields = ChangeTests.fields
    new = {"password1": "copper lantern", "password2": "copper lantern"}

    @pytest.mark.parametrize("role", ["is_staff", "is_superuser"])
    def test_nobody_with_a_role_is_taken_over(self, administrator, role):
        grace = make_user("grace", **{role: True})
        before = User.objects.values().get(pk=grace.pk)
        address = f"{USERS}{grace.pk}"

        for sent in {"email": "x@x.org"}, {"username": "eve"}:
            filled = self.fields(grace, **sent)
            answer = administrator.post(f"{address}/change/", filled)
            assert answer.status_code == 403
        filled = self.new | {"usable_password": "true"}
        answer = administrator.post(f"{address}/password/", filled)

        assert answer.status_code == 403
        assert User.objects.values().get(pk=grace.pk) == before

    def test_nor_does_somebody_at_the_open_browser_take_over_its_owner(
        self, administrator
    ):
        lin = User.objects.get(username="lin")

        filled = self.new | {"usable_password": "true"}
        answer = administrator.post(f"{USERS}{lin.pk}/password/", filled)

        assert answer.status_code == 403

    def test_owner_changes_who_has_a_role(self, back_office):
        omar = make_user("omar", is_staff=True)

        filled = self.fields(omar, username="omar2", is_staff="on")
        back_office.post(f"{USERS}{omar.pk}/change/", filled)

        omar.refresh_from_db()
        assert omar.username == "omar2"

    def test_new_address_is_announced_with_a_way_back(self, administrator):
        ada = make_user("ada", email="ada@example.org")

        filled = self.fields(ada, email="eve@example.org")
        administrator.post(f"{USERS}{ada.pk}/change/", filled)

        ada.refresh_from_db()
        assert ada.email == "eve@example.org"
        [letter] = letters.read()
        assert letter.to == ["ada@example.org"]
        Client().post(letters.link_in(letter, "restore"))
        ada.refresh_from_db()
        assert ada.email == "ada@example.org"
        assert not ada.check_password(PASSWORD)

    def test_other_changes_are_no_news(self, administrator):
        ada = make_user("ada")

        administrator.post(f"{USERS}{ada.pk}/change/", self.fields(ada, bio="Hi."))

        assert letters.read() == []

    def test_accounts_are_not_closed_without_reason_and_log(self, administrator):
        ada = make_user("ada")
        filled = self.fields(ada, bio="Hi.")
        del filled["is_active"]

        administrator.post(f"{USERS}{ada.pk}/change/", filled)

        ada.refresh_from_db()
        assert (ada.is_active, ada.bio) == (True, "Hi.")

    @pytest.mark.parametrize("name", ["moderator", "gr\N{CYRILLIC SMALL LETTER A}ce"])
    def test_names_are_as_unmistakable_as_at_the_door(self, administrator, name):
        ada = make_user("ada")

        filled = self.fields(ada, username=name)
        answer = administrator.post(f"{USERS}{ada.pk}/change/", filled)

        assert set(answer.context["adminform"].form.errors) == {"username"}

    def test_nor_is_a_display_name(self, administrator):
        ada = make_user("ada")

        filled = self.fields(ada, display_name="Deleted Member")
        answer = administrator.post(f"{USERS}{ada.pk}/change/", filled)

        assert set(answer.context["adminform"].form.errors) == {"display_name"}


class QueueTests:
    def test_administrators_see_the_queue(self, administrator):
        assert administrator.get("/admin/look/queuedtask/").status_code == 200
        dead = Permission.objects.filter(codename="view_dbtaskresult")
        assert not Group.objects.filter(permissions__in=dead).exists()
