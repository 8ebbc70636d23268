"""What somebody tries who means harm; each is one attack, whole."""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.urls import resolve, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from apps.accounts import confirming
from apps.accounts.models import Confirmation, User
from tests.addresses import addresses
from tests.site.forms import forms_of
from tests.site.pages import examples, make_community

from . import letters
from .make import PASSWORD, make_user, shown

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
REGISTER = "/accounts/register/"
RESET = "/accounts/password/reset/"
# Its address is the secret: a mail program sends it for the reader (RFC 8058, 3.1).
OPEN = {"notifications:mail_unsubscribe"}
DEAD = "does not work any more"
NEW = {"new_password1": "copper lantern", "new_password2": "copper lantern"}


@pytest.fixture
def ada():
    return make_user("ada", email="ada@example.org")


def registration(**fields):
    typed = {"username": "eve", "email": "eve@example.org", "password": PASSWORD}
    return typed | shown() | fields


def reset_path(user, token=None):
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = token or default_token_generator.make_token(user)
    return reverse("accounts:password_reset_confirm", args=[uid, token])


def tail(link):
    """Give the token of a link in a letter."""
    return link.rstrip("/").rpartition("/")[2]


class SessionFixationTests:
    @pytest.mark.parametrize("path", [LOGIN, REGISTER])
    def test_session_that_was_planted_is_worth_nothing(self, client, ada, path):
        session = client.session
        session["planted"] = True
        session.save()
        planted = session.session_key
        filled = {LOGIN: {"username": "ada", "password": PASSWORD}}

        client.post(path, filled.get(path) or registration())

        assert client.session["_auth_user_id"]
        assert client.session.session_key != planted
        assert not client.session.exists(planted)

    def test_session_changes_with_the_password(self, client, ada):
        client.force_login(ada)
        before = client.session.session_key

        client.post("/accounts/password/", {"old_password": PASSWORD} | NEW)

        assert client.session.session_key != before
        assert not client.session.exists(before)

    def test_link_in_a_letter_signs_nobody_in(self, client, ada):
        change = confirming.ask(ada, "new@example.org")

        client.post(reverse("accounts:email_confirm", args=[tail(change.link)]))

        assert "_auth_user_id" not in client.session


class HostTests:
    """A letter leads to this site, whatever the request said that it is called."""

    HOSTS = [
        {"host": "evil.example"},
        {"host": "testserver:80@evil.example"},
        {"x-forwarded-host": "evil.example"},
        {"forwarded": "host=evil.example"},
    ]

    @pytest.mark.parametrize("headers", HOSTS, ids=str)
    def test_reset_and_registration_lead_home(self, client, ada, headers):
        client.post(RESET, {"email": "ada@example.org"}, headers=headers)
        client.post(REGISTER, registration(), headers=headers)

        for letter in letters.read():
            assert "evil" not in letter.subject + letter.body
            assert "http://testserver/" in letter.body


class CsrfTests:
    def test_no_form_of_anybody_is_taken_without_its_token(self):
        """Each form of each page, sent as another site would make a browser send it."""
        site = make_community()
        sent = set()
        for user in None, site.member, site.moderator:
            reader, victim = Client(), Client(enforce_csrf_checks=True)
            for client in reader, victim:
                if user:
                    client.force_login(user)
            for address in addresses():
                for path in examples(address.name, site):
                    for action, _ in forms_of(reader.get(path), path):
                        sent.add(action)
                        if resolve(urlsplit(action).path).view_name not in OPEN:
                            assert victim.post(action).status_code == 403, action
        assert {LOGIN, REGISTER, RESET, "/accounts/logout/"} <= sent

    def test_token_of_another_visitor_does_not_do(self, ada):
        page = Client().get(LOGIN).text
        theirs = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
        victim = Client(enforce_csrf_checks=True)
        victim.get(LOGIN)

        filled = {"username": "ada", "password": PASSWORD}
        response = victim.post(LOGIN, filled | {"csrfmiddlewaretoken": theirs})

        assert response.status_code == 403


class MassAssignmentTests:
    POWERS = {
        "is_staff": "on",
        "is_superuser": "on",
        "is_active": "on",
        "groups": "1",
        "user_permissions": "1",
        "approved_at": "2020-01-01",
        "confirmed_at": "2020-01-01",
        "approved_at_0": "2020-01-01",
        "username": "grace",
        "username_key": "grace",
        "email_key": "x@x.org",
        "block": "",
        "pk": "1",
        "id": "1",
    }
    KEPT = [
        "is_staff",
        "is_superuser",
        "is_active",
        "approved_at",
        "confirmed_at",
        "username",
        "username_key",
        "email",
        "email_key",
        "block",
        "joined_at",
    ]

    @pytest.mark.parametrize(
        ("path", "filled"),
        [
            ("/accounts/profile/", {"theme": "dark", "email": "x@x.org"}),
            ("/accounts/password/", {"old_password": PASSWORD} | NEW),
            ("/accounts/email/", {"email": "x@x.org", "password": PASSWORD}),
            ("/accounts/joining/resend/", {}),
            ("/theme/", {"theme": "dark", "next": "/"}),
        ],
    )
    def test_form_changes_only_what_it_shows(self, client, path, filled):
        user = make_user("ada", email="ada@example.org", block="write")
        before = User.objects.values(*self.KEPT).get()
        client.force_login(user)

        response = client.post(path, self.POWERS | filled)

        assert response.status_code == 302
        assert User.objects.values(*self.KEPT).get() == before
        assert not user.groups.exists()
        assert not user.user_permissions.exists()

    def test_registration_gives_no_powers_and_confirms_nothing(self, client):
        powers = {k: v for k, v in self.POWERS.items() if k != "username"}
        client.post(REGISTER, powers | registration())

        user = User.objects.get()
        assert not (user.is_staff or user.is_superuser or user.groups.exists())
        assert (user.confirmed_at, user.email) == (None, "")

    def test_confirming_takes_no_other_address(self, client, ada):
        change = confirming.ask(ada, "new@example.org")
        path = reverse("accounts:email_confirm", args=[tail(change.link)])

        client.post(
            path, {"address": "evil@x.org", "email": "evil@x.org"} | self.POWERS
        )

        ada.refresh_from_db()
        assert (ada.email, ada.username) == ("new@example.org", "ada")

    def test_invitation_is_made_in_nobody_elses_name(self, client, ada):
        eve = make_user("eve", is_superuser=True)
        client.force_login(eve)
        filled = {"max_uses": "1", "days": "1", "inviter": ada.pk, "code": "mine"}

        client.post("/accounts/invitations/new/", filled)

        assert eve.invitations.get().code != "mine"
        assert not ada.invitations.exists()


class TokenTests:
    """Each link does one thing, once, for one member."""

    @pytest.fixture
    def change(self, ada):
        return confirming.ask(ada, "new@example.org")

    def confirm(self, client, token):
        return client.post(reverse("accounts:email_confirm", args=[token])).text

    def restore(self, client, token):
        return client.post(reverse("accounts:email_restore", args=[token])).text

    def test_reset_does_not_confirm_or_restore(self, client, ada, change):
        token = default_token_generator.make_token(ada)

        assert DEAD in self.confirm(client, token)
        assert DEAD in self.restore(client, token)

    def test_confirmation_does_not_reset(self, client, ada, change):
        for token in tail(change.link), tail(change.way_back):
            page = client.get(reset_path(ada, token), follow=True)
            assert DEAD in page.text

    def test_confirmation_and_way_back_are_not_one(self, client, ada, change):
        assert DEAD in self.confirm(client, tail(change.way_back))
        confirming.confirm(change)
        assert DEAD in self.restore(client, tail(change.link))
        ada.refresh_from_db()
        assert ada.email == "new@example.org"

    def test_number_of_another_cannot_be_put_in(self, client, ada, change):
        eve = make_user("eve")
        own = confirming.ask(eve, "eve2@example.org")
        forged = tail(own.link).replace(f"{own.pk}.", f"{change.pk}.", 1)

        assert DEAD in self.confirm(client, forged)
        assert Confirmation.objects.filter(confirmed_at=None).count() == 2

    def test_own_link_confirms_for_its_own_member_only(self, client, ada, change):
        """Also when another one is signed in who opens it."""
        eve = make_user("eve")
        client.force_login(eve)

        self.confirm(client, tail(change.link))

        eve.refresh_from_db()
        ada.refresh_from_db()
        assert (eve.email, ada.email) == ("eve@example.org", "new@example.org")

    def test_reset_of_another_cannot_be_used(self, client, ada):
        eve = make_user("eve")
        token = default_token_generator.make_token(eve)

        assert DEAD in client.get(reset_path(ada, token), follow=True).text

    def test_reset_is_not_replayed(self, client, ada):
        link = reset_path(ada)
        page = client.get(link, follow=True)
        client.post(page.redirect_chain[-1][0], NEW)
        # Neither the link nor the session that it left behind.
        assert DEAD in Client().get(link, follow=True).text
        again = {"new_password1": "other lantern", "new_password2": "other lantern"}
        client.post(page.redirect_chain[-1][0], again)
        ada.refresh_from_db()
        assert ada.check_password(NEW["new_password1"])

    def test_reset_dies_with_the_address_and_with_signing_in(self, client, ada, change):
        by_address = reset_path(ada)
        confirming.confirm(change)
        assert DEAD in Client().get(by_address, follow=True).text
        ada.refresh_from_db()
        by_login = reset_path(ada)
        client.post(LOGIN, {"username": "ada", "password": PASSWORD})
        assert DEAD in Client().get(by_login, follow=True).text

    @pytest.mark.parametrize(
        "token", ["1", "1..", "1.a.b", ".", "%00", "x" * 3_000, "١.a.b", "-1.a.b"]
    )
    def test_broken_token_is_none(self, client, token):
        for page in "confirm", "restore":
            response = client.post(f"/accounts/email/{page}/{token}/")
            assert response.status_code in {200, 400}


class AnnouncedTests:
    def test_change_of_password_is_told_and_ends_the_other_sessions(self, client, ada):
        elsewhere = Client()
        for browser in client, elsewhere:
            browser.force_login(ada)

        client.post("/accounts/password/", {"old_password": PASSWORD} | NEW)

        [letter] = letters.read()
        assert letter.to == ["ada@example.org"]
        assert "was changed" in letter.subject
        assert client.get("/accounts/profile/").status_code == 200
        assert elsewhere.get("/accounts/profile/").status_code == 302

    def test_reset_is_told_and_ends_all_sessions(self, client, ada):
        elsewhere = Client()
        elsewhere.force_login(ada)
        page = client.get(reset_path(ada), follow=True)

        client.post(page.redirect_chain[-1][0], NEW)

        assert [letter.to for letter in letters.read()] == [["ada@example.org"]]
        assert elsewhere.get("/accounts/profile/").status_code == 302

    def test_password_that_the_staff_set_is_told(self, client, ada):
        client.force_login(make_user("grace", is_staff=True, is_superuser=True))
        filled = {"password1": "copper lantern", "password2": "copper lantern"}

        client.post(
            f"/admin/accounts/user/{ada.pk}/password/",
            filled | {"usable_password": "true"},
        )

        assert [letter.to for letter in letters.read()] == [["ada@example.org"]]
