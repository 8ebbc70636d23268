import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts import confirming
from apps.accounts.models import Confirmation, Invitation, Joining, User

from . import letters
from .make import PASSWORD, make_user, shown

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
REGISTER = "/accounts/register/"
JOINING = "/accounts/joining/"
RESEND = "/accounts/joining/resend/"
EMAIL = "/accounts/email/"
INVITATIONS = "/accounts/invitations/"
Mode = Joining.Mode


def register(client, username="ada", email="ada@example.org", **fields):
    filled = {"username": username, "email": email, "password": PASSWORD}
    return client.post(REGISTER, filled | shown() | fields)


def set_rule(mode, **fields):
    Joining(mode=mode, **fields).save()


@pytest.fixture
def newcomer(client):
    """Somebody who has just registered, signed in; their letter is not read."""
    register(client)
    return User.objects.get(username="ada")


@pytest.fixture
def ada():
    return make_user("ada", email="ada@example.org")


class AddressTakenTests:
    """Whoever registers cannot tell whether the address has an account."""

    def test_answer_and_work_are_the_same(self):
        make_user("grace", email="grace@example.org")
        seen = []
        for name, address in ("ada", "new@example.org"), ("eda", "Grace@example.org"):
            client = Client()
            with CaptureQueriesContext(connection) as queries:
                response = register(client, name, address)
            page = client.get(response["Location"]).text
            for word in name, address:
                page = page.replace(word, "…")
            work = [re.sub(r"'[^']*'|\d+|NULL", "?", q["sql"]) for q in queries]
            face = r"/faces/\w+|value=\"\w{64}\""
            seen.append((response.status_code, re.sub(face, "", page), work))

        assert seen[0] == seen[1]

    def test_both_accounts_open_and_neither_name_is_free(self):
        make_user("grace", email="grace@example.org")
        for name, address in ("ada", "new@example.org"), ("eda", "grace@example.org"):
            register(Client(), name, address)
            client = Client()
            response = client.post(LOGIN, {"username": name, "password": PASSWORD})
            assert response.status_code == 302
            response = register(Client(), name, "other@example.org")
            assert response.context["form"].errors["username"]

    def test_neither_account_opens_by_its_address(self):
        """With another's address it must not, so with a free one neither."""
        make_user("grace", email="grace@example.org", password="other words here")
        for name, address in ("ada", "new@example.org"), ("eda", "grace@example.org"):
            register(Client(), name, address)
            response = Client().post(LOGIN, {"username": address, "password": PASSWORD})
            assert response.status_code == 200

    def test_owner_is_told_and_nobody_else(self, client):
        make_user("grace", email="grace@example.org")
        register(client, email="GRACE@example.org")

        [letter] = letters.read()

        assert letter.to == ["grace@example.org"]
        assert "have an account here already" in letter.body
        assert "ada" not in letter.body
        assert client.get(letters.link_in(letter, "reset")).status_code == 200

    def test_account_that_nobody_may_open_is_not_written_to(self, client):
        make_user("grace", email="grace@example.org", is_active=False)
        register(client, email="grace@example.org")

        assert letters.read() == []

    def test_mailbox_is_not_flooded(self):
        clients = [Client() for _ in range(12)]
        for n, client in enumerate(clients):
            register(client, f"name-{n:02}x", "Ada@example.org")
        assert len(letters.read()) == Confirmation.FIRST_LETTERS_A_DAY

        for client in clients:
            response = client.post(RESEND, follow=True)
        rest = Confirmation.LETTERS_A_DAY - Confirmation.FIRST_LETTERS_A_DAY
        assert len(letters.read()) == rest
        assert "No letter was sent: Ada@example.org has had as many" in response.text
        assert "is on its way" not in response.text

    def test_strangers_do_not_use_up_the_owners_letters(self, client):
        for n in range(12):
            register(Client(), f"name-{n:02}x", "ada@example.org")
        letters.read()

        register(client)
        assert letters.read() == []
        page = client.get(JOINING).text
        assert "No letter has gone to <strong>ada@example.org</strong> yet" in page
        assert "We have sent a letter" not in page

        client.post(RESEND)
        [letter] = letters.read()
        client.post(letters.link_in(letter, "confirm"))
        assert User.objects.get(username="ada").is_joined

    def test_page_of_another_address_says_it_too(self, client, ada):
        for n in range(8):
            register(Client(), f"name-{n:02}x", "new@example.org")
        client.force_login(ada)

        filled = {"email": "new@example.org", "password": PASSWORD}
        page = client.post(EMAIL, filled, follow=True).text

        assert "No letter was sent" in page
        assert "No link has gone to" in page


class UnconfirmedTests:
    def test_sees_what_is_to_do_and_where(self, client, newcomer):
        assert newcomer.why_not_joined.startswith("Confirm your e-mail address")
        assert newcomer.email == ""
        page = client.get("/").text
        assert f'href="{JOINING}">Become a member</a>' in page

    def test_nobody_else_sees_them(self, client, newcomer):
        own = newcomer.get_absolute_url()

        assert client.get(own).status_code == 200
        assert Client().get(own).status_code == 404

    def test_gets_no_reset_letter(self, client, newcomer):
        letters.read()

        client.post("/accounts/password/reset/", {"email": "ada@example.org"})

        assert letters.read() == []

    def test_asks_for_the_letter_again(self, client, newcomer):
        letters.read()

        response = client.post(RESEND, follow=True)

        assert response.redirect_chain == [(JOINING, 302)]
        assert "A new letter to ada@example.org is on its way" in response.text
        [letter] = letters.read()
        assert letter.to == ["ada@example.org"]

    def test_corrects_the_address_and_the_old_link_is_dead(self, client, newcomer):
        [first] = letters.read()

        client.post(EMAIL, {"email": "eda@example.org", "password": PASSWORD})

        [second] = letters.read()
        assert second.to == ["eda@example.org"]
        assert not Confirmation.objects.filter(address="ada@example.org").exists()
        page = client.post(letters.link_in(first, "confirm")).text
        assert "does not work any more" in page


class EmailConfirmTests:
    def test_opening_the_link_changes_nothing(self, client, newcomer):
        [letter] = letters.read()
        for method in client.get, client.head, client.options:
            method(letters.link_in(letter, "confirm"))

        newcomer.refresh_from_db()
        assert newcomer.confirmed_at is None

    def test_button_makes_a_member(self, client, newcomer):
        [letter] = letters.read()
        link = letters.link_in(letter, "confirm")
        assert "<strong>ada@example.org</strong>" in client.get(link).text

        response = client.post(link, follow=True)

        assert response.redirect_chain == [("/", 302)]
        newcomer.refresh_from_db()
        assert newcomer.is_joined
        assert newcomer.email == "ada@example.org"
        assert Client().get(newcomer.get_absolute_url()).status_code == 200

    def test_another_browser_confirms_and_is_not_signed_in(self, client, newcomer):
        [letter] = letters.read()
        elsewhere = Client()

        response = elsewhere.post(letters.link_in(letter, "confirm"), follow=True)

        assert response.redirect_chain == [(LOGIN, 302)]
        assert "is confirmed. Sign in to go on" in response.text
        assert "_auth_user_id" not in elsewhere.session

    def test_link_works_once(self, client, newcomer):
        [letter] = letters.read()
        link = letters.link_in(letter, "confirm")
        client.post(link)
        User.objects.filter(pk=newcomer.pk).update(email="later@example.org")

        assert "does not work any more" in client.post(link).text
        newcomer.refresh_from_db()
        assert newcomer.email == "later@example.org"

    def test_link_ends_after_three_days(self, client, newcomer, monkeypatch):
        [letter] = letters.read()
        monkeypatch.setattr(Confirmation, "LINK", timedelta(seconds=-1))

        page = client.post(letters.link_in(letter, "confirm")).text
        assert "does not work any more" in page

    def test_of_two_who_say_that_it_is_theirs_the_first_to_confirm_has_it(self):
        one, other = Client(), Client()
        register(one, "ada", "both@example.org")
        register(other, "eda", "both@example.org")
        links = [letters.link_in(letter, "confirm") for letter in letters.read()]

        one.post(links[0])
        response = other.post(links[1])

        assert "has another account by now" in response.text
        assert User.objects.get(email="both@example.org").username == "ada"

    def test_member_who_may_not_enter_confirms_nothing(self, client, newcomer):
        [letter] = letters.read()
        User.objects.update(is_active=False)

        client.post(letters.link_in(letter, "confirm"))

        assert User.objects.get().confirmed_at is None


class EmailEditTests:
    def edit(self, client, email="new@example.org", password=PASSWORD):
        return client.post(EMAIL, {"email": email, "password": password})

    def test_visitor_signs_in_first(self, client):
        assert client.get(EMAIL)["Location"] == f"{LOGIN}?next={EMAIL}"

    def test_nothing_changes_until_the_new_address_confirms(self, client, ada):
        client.force_login(ada)

        response = self.edit(client)

        assert response["Location"] == EMAIL
        assert "sent a link to <strong>new@example.org" in client.get(EMAIL).text
        ada.refresh_from_db()
        assert ada.email == "ada@example.org"

    def test_new_address_confirms_and_the_old_one_is_told(self, client, ada):
        client.force_login(ada)
        self.edit(client)
        [letter] = letters.read()

        response = client.post(letters.link_in(letter, "confirm"), follow=True)

        assert "Your address is new@example.org now." in response.text
        [told] = letters.read()
        assert told.to == ["ada@example.org"]
        assert "new@example.org" not in told.body

    @pytest.mark.parametrize("password", ["wrong", ""])
    def test_password_is_asked(self, client, ada, password):
        client.force_login(ada)

        response = self.edit(client, password=password)

        assert list(response.context["form"].errors) == ["password"]
        assert 'value="new@example.org"' in response.text
        assert not Confirmation.objects.exists()

    def test_guessing_the_password_ends_as_at_the_door(self, client, ada):
        client.force_login(ada)

        statuses = [self.edit(client, password="x").status_code for _ in range(10)]

        assert statuses == [200] * 9 + [429]

    def test_taken_address_tells_nothing(self, client, ada):
        make_user("grace", email="grace@example.org")
        client.force_login(ada)

        pages = []
        for address in "grace@example.org", "fresh@example.org":
            response = self.edit(client, email=address)
            page = client.get(response["Location"]).text.replace(address, "…")
            pages.append(re.sub(r'value="\w{64}"', "", page))

        assert pages[0] == pages[1]
        taken, free = letters.read()[0], Confirmation.objects.get()
        assert (taken.to, free.address) == (["fresh@example.org"], "fresh@example.org")

    def test_owner_of_a_taken_address_is_told(self, client, ada):
        make_user("grace", email="grace@example.org")
        client.force_login(ada)
        self.edit(client, email="grace@example.org")

        [letter] = letters.read()

        assert letter.to == ["grace@example.org"]
        assert "account here already" in letter.body

    def test_own_address_is_no_new_one(self, client, ada):
        client.force_login(ada)

        response = self.edit(client, email="ada@example.org")

        assert list(response.context["form"].errors) == ["email"]

    def test_spelling_of_the_own_address_may_change(self, client, ada):
        client.force_login(ada)
        self.edit(client, email="Ada@example.org")
        [letter] = letters.read()
        client.post(letters.link_in(letter, "confirm"))

        ada.refresh_from_db()
        assert ada.email == "Ada@example.org"


class EmailRestoreTests:
    @pytest.fixture
    def taken_over(self, ada):
        """Somebody who knew the password has changed the address."""
        thief = Client()
        thief.force_login(ada)
        change = confirming.ask(ada, "thief@example.org")
        letters.read()
        confirming.confirm(change)
        return thief

    @pytest.fixture
    def way_back(self, taken_over):
        [letter] = letters.read()
        return letters.link_in(letter, "restore")

    def test_opening_the_link_changes_nothing(self, client, ada, way_back):
        assert "Take your account back" in client.get(way_back).text

        ada.refresh_from_db()
        assert ada.email == "thief@example.org"

    def test_owner_has_the_account_back_alone(self, client, ada, taken_over, way_back):
        response = client.post(way_back, follow=True)

        assert response.redirect_chain == [(LOGIN, 302)]
        ada.refresh_from_db()
        assert ada.email == "ada@example.org"
        assert not ada.check_password(PASSWORD)
        assert taken_over.get(EMAIL).status_code == 302
        [letter] = letters.read()
        assert letter.to == ["ada@example.org"]
        assert client.get(letters.link_in(letter, "reset")).status_code == 302

    def test_link_works_once_and_changes_after_it_are_dead(
        self, client, ada, taken_over, way_back
    ):
        taken_over.post(EMAIL, {"email": "second@x.org", "password": PASSWORD})
        [letter] = letters.read()
        client.post(way_back)

        for dead in way_back, letters.link_in(letter, "confirm"):
            assert "does not work any more" in client.post(dead).text
        ada.refresh_from_db()
        assert ada.email == "ada@example.org"

    def test_first_address_wins_over_the_second(self, client, ada, way_back):
        ada.refresh_from_db()
        confirming.confirm(confirming.ask(ada, "second@example.org"))
        to_thief = next(c for c in letters.read() if c.to == ["thief@example.org"])
        client.post(letters.link_in(to_thief, "restore"))

        client.post(way_back)

        ada.refresh_from_db()
        assert ada.email == "ada@example.org"
        assert not ada.confirmations.exists()

    def test_way_ends_after_a_week(self, client, ada, way_back):
        before = timezone.now() - Confirmation.WAY_BACK
        Confirmation.objects.update(confirmed_at=before)

        assert "does not work any more" in client.post(way_back).text

    def test_address_that_another_account_has_by_now_stays(self, client, ada, way_back):
        make_user("eda", email="ada@example.org")

        assert "has another account by now" in client.post(way_back).text
        ada.refresh_from_db()
        assert ada.check_password(PASSWORD)


class ModeTests:
    def test_closed(self, client):
        set_rule(Mode.CLOSED, message="Back in **May**.")

        page = client.get(REGISTER)
        sent = register(client)

        assert "Nobody can join at present" in page.text
        assert "Back in <strong>May</strong>." in page.text
        assert 'name="password"' not in page.text
        assert (page.status_code, sent.status_code) == (200, 403)
        assert not User.objects.exists()

    def test_by_invitation(self, client):
        set_rule(Mode.INVITATION)
        grace = make_user("grace", is_staff=True)
        invitation = Invitation.objects.create(inviter=grace)

        assert register(client).status_code == 403
        assert register(client, invitation="guessed").status_code == 403
        page = client.get(invitation.link).text
        assert f'name="invitation" value="{invitation.code}"' in page
        assert "<bdi>grace</bdi> has invited you" in page
        assert register(client, invitation=invitation.code).status_code == 302
        assert User.objects.get(username="ada").invitation == invitation

    def test_invitation_lets_in_so_many_until_it_expires(self, client):
        set_rule(Mode.INVITATION)
        grace = make_user("grace")
        two = Invitation.objects.create(inviter=grace, max_uses=2)
        old = Invitation.objects.create(inviter=grace, expires_at=timezone.now())

        for name, status in ("ann", 302), ("bob", 302), ("cleo", 403):
            response = register(
                Client(), name, f"{name}@example.org", invitation=two.code
            )
            assert response.status_code == status
        assert register(client, invitation=old.code).status_code == 403

    def test_last_place_goes_to_one_of_two(self, client, monkeypatch):
        set_rule(Mode.INVITATION)
        invitation = Invitation.objects.create(inviter=make_user("grace"))
        make_user("first", invitation=invitation)
        # When the page first looks, the place is free.
        monkeypatch.setattr(
            type(Invitation.objects), "by_code", lambda objects, code: invitation
        )

        response = register(client, invitation=invitation.code)

        assert "Somebody has just used this invitation up." in response.text
        assert not User.objects.filter(username="ada").exists()

    @pytest.mark.parametrize("code", ["\0", "x" * 5_000, "é", "' OR 1=1"])
    def test_hostile_code_is_none(self, client, code):
        assert client.get(REGISTER, {"invitation": code}).status_code == 200

    def test_by_approval(self, client):
        set_rule(Mode.APPROVAL)
        assert register(client).context["form"].errors.keys() == {"words"}

        register(client, words="I mend bicycles.")
        [letter] = letters.read()
        client.post(letters.link_in(letter, "confirm"))

        ada = User.objects.get(username="ada")
        assert ada.why_not_joined.startswith("Your application is being looked at")
        page = client.get(JOINING).text
        assert "Your application</h1>" in page
        assert "I mend bicycles." in page

    def test_invited_needs_no_approval(self, client):
        set_rule(Mode.APPROVAL)
        invitation = Invitation.objects.create(inviter=make_user("grace"))

        register(client, invitation=invitation.code)

        assert User.objects.get(username="ada").approved_at is not None


class TrapTests:
    def test_form_sent_at_once_is_refused_and_keeps_its_text(self, client):
        response = register(client, **shown(seconds=0))

        assert "quicker than a person types" in response.text
        assert 'value="ada@example.org"' in response.text
        assert not User.objects.exists()

    def test_sent_again_after_two_seconds_it_is_taken(self, client):
        first = shown(seconds=1)
        response = register(client, **first)
        kept = response.context["form"]["shown_at"].value()

        assert kept == first["shown_at"]
        assert register(client, **first | shown(seconds=2)).status_code == 302

    @pytest.mark.parametrize("stamp", ["", "forged", "x" * 9_000])
    def test_form_without_a_stamp_gets_one(self, client, stamp):
        response = register(client, shown_at=stamp)

        assert "quicker than" in response.text
        assert response.context["form"]["shown_at"].value() != stamp

    def test_form_that_a_browser_restores_after_months_is_taken(self, client):
        assert register(client, **shown(seconds=90 * 86_400)).status_code == 302

    def test_unseen_field_must_be_empty_and_is_empty_again(self, client):
        response = register(client, subject="Cheap watches")

        assert "a field that people do not see" in response.text
        assert "Cheap watches" not in response.text
        assert not User.objects.exists()

    def test_nobody_meets_the_unseen_field(self, client):
        [part] = re.findall(r"<div hidden>.*?</div>", client.get(REGISTER).text)

        assert 'tabindex="-1"' in part
        assert 'autocomplete="off"' in part


class InvitationTests:
    @pytest.fixture
    def inviter(self, client):
        user = make_user("lin")
        user.user_permissions.add(Permission.objects.get(codename="add_invitation"))
        client.force_login(user)
        return user

    def test_member_with_the_permission_invites(self, client, inviter):
        filled = {"max_uses": "30", "days": "7", "note": " Evening  class "}
        response = client.post(f"{INVITATIONS}new/", filled, follow=True)

        [invitation] = inviter.invitations.all()
        assert (invitation.max_uses, invitation.note) == (30, "Evening class")
        assert invitation.link in response.text
        assert "0 of 30 came" in response.text

    def test_some_roles_invite_and_others_do_not(self, client, ada):
        client.force_login(ada)
        assert client.get(f"{INVITATIONS}new/").status_code == 403
        assert client.post(f"{INVITATIONS}new/", {"max_uses": "1"}).status_code == 403
        User.objects.update(is_staff=True)
        assert client.get(f"{INVITATIONS}new/").status_code == 403
        ada.groups.add(Group.objects.get(name="Moderators"))
        assert client.get(f"{INVITATIONS}new/").status_code == 200

    @pytest.mark.parametrize(
        "fields",
        [{"block": "write"}, {"deleted_at": timezone.now()}],
        ids=["blocked", "departed"],
    )
    def test_who_may_not_write_lets_nobody_in(self, client, inviter, fields):
        User.objects.filter(pk=inviter.pk).update(**fields)

        assert client.get(f"{INVITATIONS}new/").status_code == 403

    def test_so_many_places_are_open_at_a_time(self, client, inviter):
        Invitation.objects.create(inviter=inviter, max_uses=150)
        Invitation.objects.create(inviter=inviter, max_uses=99).withdraw()
        half_used = Invitation.objects.create(inviter=inviter, max_uses=2)
        make_user("first", invitation=half_used)
        filled = {"max_uses": "50", "days": "14"}

        response = client.post(f"{INVITATIONS}new/", filled)

        [error] = response.context["form"].errors["max_uses"]
        assert "There is room for 49 more" in error
        filled["max_uses"] = "49"
        assert client.post(f"{INVITATIONS}new/", filled).status_code == 302

    def test_owner_opens_more(self, client, inviter):
        User.objects.filter(pk=inviter.pk).update(is_superuser=True)

        filled = {"max_uses": "1000", "days": "14"}
        assert client.post(f"{INVITATIONS}new/", filled).status_code == 302

    @pytest.mark.parametrize(
        "wrong",
        [{"max_uses": "0"}, {"max_uses": "1001"}, {"days": "0"}, {"days": "91"}],
    )
    def test_bounds_are_kept(self, client, inviter, wrong):
        filled = {"max_uses": "1", "days": "14"} | wrong
        response = client.post(f"{INVITATIONS}new/", filled)

        assert list(response.context["form"].errors) == list(wrong)

    def test_inviter_withdraws(self, client, inviter):
        invitation = Invitation.objects.create(inviter=inviter, max_uses=5)

        client.post(f"{INVITATIONS}{invitation.pk}/withdraw/")

        assert not Invitation.objects.usable().exists()
        assert "it has ended" in client.get(INVITATIONS).text

    def test_nobody_withdraws_or_sees_anothers(self, client, inviter):
        other = Invitation.objects.create(inviter=make_user("grace"), note="Secret")

        response = client.post(f"{INVITATIONS}{other.pk}/withdraw/")

        assert response.status_code == 404
        assert "Secret" not in client.get(INVITATIONS).text

    def test_queries_do_not_grow_with_rows(
        self, client, inviter, django_assert_num_queries
    ):
        for _ in range(20):
            Invitation.objects.create(inviter=inviter)

        with django_assert_num_queries(6):
            client.get(INVITATIONS)
