import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_tasks_db.models import DBTaskResult

from apps.accounts.forms import RegisterForm
from apps.accounts.models import User

from . import hostile
from .make import PASSWORD, make_user, shown

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
REGISTER = "/accounts/register/"
PROFILE = "/accounts/profile/"
CHANGE = "/accounts/password/"
RESET = "/accounts/password/reset/"

FOREIGN = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "http:evil.example",
    "javascript:alert(1)",
    "\x08//evil.example",
    "http://[",
    LOGIN,
    f"{REGISTER}?next={LOGIN}",
    "/" + "x" * 5_000,
    "\0",
]


@pytest.fixture
def ada():
    return make_user("ada", email="ada@example.org")


def signed_in(response):
    """Give the name of who is signed in after this answer, or None."""
    key = response.client.session.get("_auth_user_id")
    return User.objects.get(pk=key).username if key else None


def post_raw(client, address, fields):
    """Send a form whose fields need not be text that can be written down."""
    raw = {name: text.encode("utf-8", "surrogatepass") for name, text in fields.items()}
    return client.post(
        address, urlencode(raw), content_type="application/x-www-form-urlencoded"
    )


class RegisterTests:
    typed = {"username": "ada", "email": "ada@example.org", "password": PASSWORD}

    @property
    def filled(self):
        return self.typed | shown()

    def test_new_account_is_signed_in_and_told_what_comes(self, client):
        response = client.post(REGISTER, self.filled, follow=True)

        assert response.redirect_chain == [("/accounts/joining/?next=%2F", 302)]
        assert signed_in(response) == "ada"
        assert "sent a letter to <strong>ada@example.org</strong>" in response.text

    @pytest.mark.parametrize("name", ["किरण", "ශ්\N{ZERO WIDTH JOINER}රී"], ids=ascii)
    def test_name_with_marks_signs_in_and_has_its_page(self, client, name):
        response = client.post(REGISTER, self.filled | {"username": name})
        assert response.status_code == 302
        client.logout()

        client.post(LOGIN, {"username": name, "password": PASSWORD})
        page = client.get(User.objects.get().get_absolute_url())
        assert name in page.text

    def test_new_member_goes_on_to_where_they_were_going(self, client):
        response = client.post(REGISTER, self.filled | {"next": "/forum/"}, follow=True)

        assert '<a href="/forum/">Go on to where you were</a>' in response.text

    @pytest.mark.parametrize("address", FOREIGN, ids=lambda a: ascii(a)[:30])
    def test_new_member_is_not_led_away(self, client, address):
        filled = self.filled | {"next": address}
        response = client.post(REGISTER, filled)
        assert response["Location"] == "/accounts/joining/?next=%2F"

        page = client.get("/accounts/joining/", {"next": address}).text
        assert '<a href="/">Go to the home page</a>' in page

    def test_what_was_typed_is_kept_but_for_the_password(self, client):
        response = client.post(REGISTER, self.filled | {"username": "a da"})

        page = response.content.decode()
        assert response.status_code == 200
        assert 'value="a da"' in page
        assert 'value="ada@example.org"' in page
        assert PASSWORD not in page

    def test_what_is_wrong_is_said_beside_its_field(self, client, ada):
        response = client.post(REGISTER, self.filled | {"email": "other@example.org"})

        field = response.context["form"]["username"]
        assert field.errors == ["This name is taken."]
        assert f'aria-describedby="{field.aria_describedby}"' in str(field)
        assert str(field.errors) in response.content.decode()

    def test_name_taken_in_between_is_said_beside_its_field(self, client, monkeypatch):
        make_user("ADA", email="ADA@example.org")
        # When the form first looks, nobody is there yet.
        views = iter([User.objects.none()])
        monkeypatch.setattr(
            RegisterForm, "others", lambda form: next(views, User.objects.all())
        )

        response = client.post(REGISTER, self.filled)

        assert set(response.context["form"].errors) == {"username"}
        assert signed_in(response) is None

    def test_member_is_sent_on(self, client, ada):
        client.force_login(ada)

        assert client.get(REGISTER)["Location"] == "/"
        assert client.get(f"{REGISTER}?next=/forum/")["Location"] == "/forum/"
        client.post(REGISTER, self.filled | {"username": "second"})
        assert not User.objects.filter(username="second").exists()

    @pytest.mark.parametrize("name", hostile.NAMES, ids=lambda n: ascii(n)[:30])
    def test_hostile_input_is_refused(self, client, name):
        name = name[:400_000]  # the four together are below the limit of a request
        filled = dict.fromkeys(["username", "email", "password", "display_name"], name)

        response = post_raw(client, REGISTER, filled)

        assert response.status_code == 200
        assert {"username", "email"} <= set(response.context["form"].errors)

    def test_powers_cannot_be_asked_for(self, client):
        powers = {"is_staff": "on", "is_superuser": "on", "groups": "1"}
        client.post(REGISTER, self.filled | powers)

        user = User.objects.get()
        assert not user.is_staff
        assert not user.is_superuser
        assert not user.groups.exists()

    def test_form_from_elsewhere_is_refused(self):
        response = Client(enforce_csrf_checks=True).post(REGISTER, self.filled)

        assert response.status_code == 403
        assert not User.objects.exists()


class LoginTests:
    @pytest.mark.parametrize("name", ["ada", "ADA", "Ada@Example.org"])
    def test_member_signs_in_by_name_or_address(self, client, ada, name):
        response = client.post(LOGIN, {"username": name, "password": PASSWORD})

        assert response["Location"] == "/"
        assert signed_in(response) == "ada"

    def test_every_page_leads_here_and_back(self, client):
        page = client.get("/theme/?next=/forum/").content.decode()

        assert f'href="{LOGIN}?next=%2Ftheme%2F%3Fnext%3D%2Fforum%2F"' in page

    def test_member_goes_where_they_were_going(self, client, ada):
        page = client.get(f"{LOGIN}?next=/forum/")
        assert '<input type="hidden" name="next" value="/forum/">' in str(page.content)

        response = client.post(
            LOGIN, {"username": "ada", "password": PASSWORD, "next": "/forum/"}
        )
        assert response["Location"] == "/forum/"

    @pytest.mark.parametrize("address", FOREIGN, ids=lambda a: ascii(a)[:30])
    def test_member_is_not_led_away(self, client, ada, address):
        filled = {"username": "ada", "password": PASSWORD, "next": address}
        response = client.post(LOGIN, filled, follow=True)

        assert response.redirect_chain[-1][0] == "/"
        assert client.get(LOGIN, {"next": address})["Location"] == "/"

    def test_wrong_password_says_the_same_as_an_unknown_name(self, client, ada):
        wrong = client.post(LOGIN, {"username": "ada", "password": "x"})
        unknown = client.post(LOGIN, {"username": "bob", "password": "x"})

        assert wrong.context["form"].errors == unknown.context["form"].errors
        assert 'value="ada"' in wrong.content.decode()
        assert signed_in(wrong) is None

    def test_inactive_member_stays_outside(self, client):
        make_user("ada", is_active=False)

        response = client.post(LOGIN, {"username": "ada", "password": PASSWORD})

        assert signed_in(response) is None

    def test_blocked_member_reads_why_and_until_when(self, client):
        until = datetime(2100, 5, 1, 12, 0, tzinfo=UTC)
        make_user("ada", block="entry", block_reason="Spam.", blocked_until=until)

        response = client.post(LOGIN, {"username": "ada", "password": PASSWORD})

        told = "You cannot sign in until 1 May 2100, 12:00 (UTC). The reason: Spam."
        assert told in response.content.decode()
        assert signed_in(response) is None

    def test_wrong_password_tells_nothing_of_a_block(self, client):
        make_user("ada", block="entry", block_reason="Spam.")

        response = client.post(LOGIN, {"username": "ada", "password": "x"})

        assert "Spam." not in response.content.decode()

    def test_block_that_has_ended_keeps_nobody_out(self, client):
        until = timezone.now() - timedelta(seconds=1)
        make_user("ada", block="entry", block_reason="Spam.", blocked_until=until)

        response = client.post(LOGIN, {"username": "ada", "password": PASSWORD})

        assert signed_in(response) == "ada"

    def test_member_who_may_only_read_signs_in(self, client):
        make_user("ada", block="write", block_reason="Spam.")

        response = client.post(LOGIN, {"username": "ada", "password": PASSWORD})

        assert signed_in(response) == "ada"

    def test_session_gets_a_new_key(self, client, ada):
        """A key that an attacker planted before is worth nothing after."""
        session = client.session
        session["planted"] = True
        session.save()
        planted = session.session_key

        response = client.post(LOGIN, {"username": "ada", "password": PASSWORD})

        assert client.session.session_key != planted
        assert not client.session.exists(planted)
        assert signed_in(response) == "ada"

    @pytest.mark.parametrize("name", hostile.NAMES, ids=lambda n: ascii(n)[:30])
    def test_hostile_input_is_refused(self, client, name):
        response = post_raw(client, LOGIN, {"username": name, "password": name})

        assert response.status_code == 200
        assert signed_in(response) is None

    def test_strange_host_is_refused(self, client, ada):
        response = client.post(
            LOGIN,
            {"username": "ada", "password": PASSWORD},
            headers={"host": "evil.example"},
        )

        assert response.status_code == 400


class LogoutTests:
    def test_member_is_signed_out(self, client, ada):
        client.force_login(ada)
        key = client.session.session_key

        response = client.post("/accounts/logout/")

        assert response["Location"] == "/"
        assert signed_in(response) is None
        assert not client.session.exists(key)

    def test_link_signs_nobody_out(self, client, ada):
        client.force_login(ada)

        response = client.get("/accounts/logout/")

        assert response.status_code == 405
        assert signed_in(response) == "ada"

    @pytest.mark.parametrize("address", FOREIGN[:-4], ids=ascii)
    def test_member_is_not_led_away(self, client, ada, address):
        client.force_login(ada)

        assert client.post("/accounts/logout/", {"next": address})["Location"] == "/"


class PasswordChangeTests:
    new = "copper lantern drifts"

    def change(self, client, old=PASSWORD, new=new, again=None):
        return client.post(
            CHANGE,
            {
                "old_password": old,
                "new_password1": new,
                "new_password2": new if again is None else again,
            },
        )

    def test_member_stays_signed_in_here_and_nowhere_else(self, client, ada):
        elsewhere = Client()
        elsewhere.force_login(ada)
        client.force_login(ada)

        response = self.change(client)

        assert response["Location"] == "/accounts/password/changed/"
        assert client.get(response["Location"]).status_code == 200
        assert elsewhere.get(CHANGE).status_code == 302
        ada.refresh_from_db()
        assert ada.check_password(self.new)

    def test_visitor_signs_in_first(self, client):
        assert client.get(CHANGE)["Location"] == f"{LOGIN}?next={CHANGE}"

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"old": "wrong"}, "old_password"),
            ({"new": "1234567"}, "new_password1"),
            ({"new": "p" * 129}, "new_password1"),
            ({"new": "ada@example.org"}, "new_password1"),
            ({"again": "another"}, "new_password2"),
            ({"old": hostile.ENDLESS}, "old_password"),
        ],
        ids=lambda value: ascii(value)[:30],
    )
    def test_what_is_wrong_is_said_beside_its_field(self, client, ada, typed, field):
        client.force_login(ada)

        response = self.change(client, **typed)

        assert field in response.context["form"].errors
        assert "__all__" not in response.context["form"].errors


class PasswordResetTests:
    def test_letter_is_queued_and_not_sent(self, client, ada, mailoutbox):
        response = client.post(RESET, {"email": "Ada@example.org"}, follow=True)

        assert response.redirect_chain == [("/accounts/password/reset/sent/", 302)]
        assert mailoutbox == []
        queued = DBTaskResult.objects.get()
        assert queued.args_kwargs == {"args": ["Ada@example.org"], "kwargs": {}}

    def test_unknown_address_gets_the_same_answer_for_the_same_work(
        self, client, ada, django_assert_num_queries
    ):
        make_user("gone", is_active=False)
        answers = []
        for address in ["ada@example.org", "nobody@example.org", "gone@example.org"]:
            with django_assert_num_queries(1) as queries:
                response = client.post(RESET, {"email": address})
            sql = queries.captured_queries[0]["sql"]
            answers.append(
                (
                    response.status_code,
                    response["Location"],
                    response.content,
                    re.sub(r"'.*?'", "?", sql),
                )
            )

        assert answers[0] == answers[1] == answers[2]
        assert "accounts_user" not in answers[0][3]

    @pytest.mark.parametrize("address", ["", "ada", *hostile.ADDRESSES[:5]], ids=ascii)
    def test_what_is_no_address_is_refused(self, client, address):
        response = post_raw(client, RESET, {"email": address})

        assert list(response.context["form"].errors) == ["email"]
        assert not DBTaskResult.objects.exists()


class PasswordResetConfirmTests:
    new = {
        "new_password1": "copper lantern drifts",
        "new_password2": "copper lantern drifts",
    }

    def link(self, user, token=None):
        return reverse(
            "accounts:password_reset_confirm",
            kwargs={
                "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
                "token": token or default_token_generator.make_token(user),
            },
        )

    def test_link_leads_to_a_new_password(self, client, ada):
        elsewhere = Client()
        elsewhere.force_login(ada)
        page = client.get(self.link(ada), follow=True)

        response = client.post(page.redirect_chain[-1][0], self.new, follow=True)

        assert response.redirect_chain == [("/accounts/password/reset/complete/", 302)]
        ada.refresh_from_db()
        assert ada.check_password(self.new["new_password1"])
        assert elsewhere.get(PROFILE).status_code == 302

    def test_opening_the_link_changes_nothing(self, client, ada):
        client.get(self.link(ada), follow=True)

        assert User.objects.get().password == ada.password

    def test_token_leaves_the_address_before_the_page_is_shown(self, client, ada):
        page = client.get(self.link(ada), follow=True)

        address = page.redirect_chain[-1][0]
        assert address.endswith("/set-password/")
        assert page["Referrer-Policy"] == "same-origin"

    def test_link_works_once(self, client, ada):
        link = self.link(ada)
        page = client.get(link, follow=True)
        client.post(page.redirect_chain[-1][0], self.new)

        page = Client().get(link, follow=True)

        assert "does not work any more" in page.content.decode()

    def test_link_dies_after_three_hours(self, client, ada, monkeypatch, settings):
        link = self.link(ada)
        settings.PASSWORD_RESET_TIMEOUT = -1

        assert "does not work any more" in client.get(link).content.decode()

    @pytest.mark.parametrize(
        "address",
        [
            f"{RESET}MQ/abc-def/",
            f"{RESET}AA/abc-def/",
            f"{RESET}OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5/set-password/",
            f"{RESET}%ED%A0%80/x/",
            f"{RESET}{'A' * 10_000}/{'b' * 10_000}/",
        ],
        ids=lambda address: address[:40],
    )
    def test_broken_link_says_so(self, client, ada, address):
        response = client.get(address)

        assert response.status_code == 200
        assert "does not work any more" in response.content.decode()

    def test_wrong_input_is_said_beside_its_field(self, client, ada):
        page = client.get(self.link(ada), follow=True)

        response = client.post(
            page.redirect_chain[-1][0], self.new | {"new_password2": "other"}
        )

        assert list(response.context["form"].errors) == ["new_password2"]


class ProfileEditTests:
    @pytest.mark.parametrize(
        ("fields", "why"),
        [
            ({"block": "write", "block_reason": "Advertising."}, "Advertising."),
            ({"deleted_at": datetime.now(UTC)}, "Your account is closed."),
        ],
        ids=["blocked", "departed"],
    )
    @pytest.mark.parametrize("field", ["display_name", "bio"])
    def test_who_may_not_write_publishes_nothing_here(
        self, client, ada, fields, why, field
    ):
        User.objects.filter(pk=ada.pk).update(bio="I teach.", **fields)
        client.force_login(ada)
        kept = {"display_name": "", "bio": "I teach.", "theme": "dark"}

        response = client.post(PROFILE, kept | {field: "buy at evil.example"})

        assert why in response.context["form"].errors[field][0]
        assert why in client.get(PROFILE).text
        ada.refresh_from_db()
        assert (ada.display_name, ada.bio) == ("", "I teach.")

    def test_who_is_blocked_chooses_colours_and_takes_words_away(self, client, ada):
        User.objects.filter(pk=ada.pk).update(
            bio="I teach.", display_name="Ada", block="write"
        )
        client.force_login(ada)

        client.post(PROFILE, {"display_name": "Ada", "bio": "", "theme": "dark"})

        ada.refresh_from_db()
        assert (ada.display_name, ada.bio, ada.theme) == ("Ada", "", "dark")

    def test_who_is_not_quite_a_member_gets_ready(self, client, ada):
        User.objects.filter(pk=ada.pk).update(confirmed_at=None)
        client.force_login(ada)

        client.post(PROFILE, {"bio": "I teach.", "theme": "dark"})

        ada.refresh_from_db()
        assert ada.bio == "I teach."

    def test_member_changes_what_others_read(self, client, ada):
        client.force_login(ada)

        response = client.post(
            PROFILE,
            {
                "display_name": "Ada Okafor",
                "bio": "I **teach**.",
                "time_zone": "Africa/Lagos",
                "theme": "dark",
            },
            follow=True,
        )

        assert response.redirect_chain == [(PROFILE, 302)]
        ada.refresh_from_db()
        assert ada.name == "Ada Okafor"
        assert "<strong>teach</strong>" in ada.bio_html
        assert (ada.time_zone, ada.theme) == ("Africa/Lagos", "dark")
        assert 'data-theme="dark"' in response.content.decode()

    def test_theme_of_the_device_takes_the_cookie_away(self, client, ada):
        client.force_login(ada)
        client.post(PROFILE, {"theme": "dark"})

        response = client.post(PROFILE, {"theme": "system"}, follow=True)

        assert "data-theme" not in response.content.decode()

    def test_visitor_signs_in_first(self, client):
        assert client.get(PROFILE)["Location"] == f"{LOGIN}?next={PROFILE}"

    def test_chosen_zone_is_shown_as_chosen(self, client, ada):
        ada.time_zone = "America/Argentina/Buenos_Aires"
        ada.save()
        client.force_login(ada)

        page = client.get(PROFILE).content.decode()

        assert re.findall(r'<option value="(.*?)" selected>(.*?)<', page) == [
            ("America/Argentina/Buenos_Aires", "Argentina, Buenos Aires"),
            ("system", "As my device"),
        ]
        assert '<optgroup label="Europe">' in page

    def test_refused_form_keeps_its_text_and_nothing_else_shows_it(self, client, ada):
        client.force_login(ada)

        response = client.post(
            PROFILE,
            {"display_name": hostile.TURNED, "bio": "Long to type.", "theme": "pink"},
        )

        assert set(response.context["form"].errors) == {"display_name", "theme"}
        assert "Long to type." in response.content.decode()
        assert response.content.decode().count(hostile.TURNED) == 1
        assert User.objects.get().bio == ""

    def test_name_and_address_stay(self, client, ada):
        client.force_login(ada)

        page = client.get(PROFILE).content.decode()
        client.post(PROFILE, {"theme": "light", "email": "x@x.org", "is_staff": "on"})

        assert "ada@example.org" in page
        user = User.objects.get()
        assert (user.email, user.is_staff) == ("ada@example.org", False)


@pytest.mark.parametrize("address", [LOGIN, REGISTER, RESET])
def test_page_with_a_form_is_kept_by_no_cache(client, address):
    response = client.get(address)

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert not response.has_header("X-Accel-Expires")
    assert "sessionid" not in response.cookies


@pytest.mark.parametrize("address", [f"{RESET}sent/", f"{RESET}complete/"])
def test_page_without_a_form_is_the_same_for_every_guest(client, address):
    response = client.get(address)

    assert response.status_code == 200
    assert not response.cookies
