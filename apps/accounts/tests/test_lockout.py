import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from apps.accounts import lockout
from apps.accounts.models import User

from . import letters
from .make import PASSWORD, make_user, shown

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
HOME, SCHOOL = "198.51.100.7", "203.0.113.9"


def try_in(name="ada", password="wrong", network=HOME, client=None, **headers):
    client = client or Client()
    filled = {"username": name, "password": password}
    return client.post(LOGIN, filled, REMOTE_ADDR=network, **headers)


def fail(times, name="ada", network=HOME):
    """Try wrong passwords; `{n}` in the network becomes the number of the attempt."""
    for n in range(times):
        response = try_in(name, network=network.format(n=n // 5))
    return response


def forward(monkeypatch, minutes):
    later = timezone.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(lockout.timezone, "now", lambda: later)


def reset(member, client, new):
    """Choose a new password by the link of a letter."""
    token = default_token_generator.make_token(member)
    uid = urlsafe_base64_encode(force_bytes(member.pk))
    link = reverse("accounts:password_reset_confirm", args=[uid, token])
    page = client.get(link, follow=True)
    client.post(
        page.redirect_chain[-1][0], {"new_password1": new, "new_password2": new}
    )


def cookie_for(member):
    response = HttpResponse()
    lockout.remember(response, member)
    return response.cookies[lockout.COOKIE].value


def is_known(client, member):
    cookies = {lockout.COOKIE: client.cookies[lockout.COOKIE].value}
    return lockout.is_known(SimpleNamespace(COOKIES=cookies), member)


@pytest.fixture
def ada():
    return make_user("ada", email="ada@example.org")


class HereTests:
    """One name from one network."""

    def test_tenth_wrong_password_ends_it_and_says_how_long(self, ada):
        assert fail(9).status_code == 200

        response = fail(1)

        assert response.status_code == 429
        assert 890 < int(response["Retry-After"]) <= 900
        assert "Try again in 15 minutes." in response.text
        assert "/accounts/password/reset/" in response.text

    def test_right_password_does_not_help_then(self, ada):
        fail(10)

        response = try_in(password=PASSWORD)

        assert response.status_code == 429
        assert "sessionid" not in response.cookies

    def test_owner_comes_in_from_elsewhere(self, ada):
        fail(10)

        assert try_in(password=PASSWORD, network=SCHOOL).status_code == 302

    def test_trying_on_does_not_make_it_longer(self, ada, monkeypatch):
        fail(10)
        first = timezone.now()
        for minutes in 5, 10:
            monkeypatch.setattr(
                lockout.timezone, "now", lambda m=minutes: first + timedelta(minutes=m)
            )
            left = int(fail(3)["Retry-After"])
            assert left <= (15 - minutes) * 60
        forward(monkeypatch, 16)
        assert try_in(password=PASSWORD).status_code == 302

    def test_success_forgets_the_slips_from_here_only(self, ada):
        fail(9)
        fail(4, network=SCHOOL)
        try_in(password=PASSWORD)

        assert fail(9).status_code == 200
        assert AccessAttempt.objects.filter(ip_address=SCHOOL).exists()

    @pytest.mark.parametrize("name", ["Ada", "ADA", "ａｄａ"])
    def test_spelling_makes_no_difference(self, ada, name):
        fail(9)

        assert try_in(name).status_code == 429

    def test_name_that_does_not_exist_ends_alike(self, ada):
        answers = [fail(10, name) for name in ("ada", "nobody", "nobody@example.org")]

        pages = {re.sub(r"<code>\w+</code>", "", answer.text) for answer in answers}
        assert len({re.sub(r"/faces/\w+", "", page) for page in pages}) == 1

    def test_door_of_the_back_office_is_the_same_door(self, ada):
        fail(9)

        filled = {"username": "ada", "password": "wrong"}
        response = Client().post("/admin/login/", filled, REMOTE_ADDR=HOME)
        assert response.status_code == 429

    @pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
    def test_header_of_the_visitor_changes_no_network(self, ada, header):
        for n in range(9):
            try_in(headers={header: f"192.0.2.{n}"})

        assert try_in(headers={header: "192.0.2.99"}).status_code == 429

    def test_ipv6_is_counted_by_the_network_of_a_household(self, ada):
        fail(9, network="2001:db8:1:2::{n}")

        assert try_in(network="2001:db8:1:2:ffff::1").status_code == 429
        assert try_in(network="2001:db8:1:3::1").status_code == 200


class NetworkTests:
    def test_class_that_mistypes_is_not_shut_out(self, ada):
        for n in range(30):
            fail(3, name=f"pupil-{n}", network=SCHOOL)

        assert try_in(password=PASSWORD, network=SCHOOL).status_code == 302

    def test_hundred_names_are_too_many(self, ada):
        for n in range(99):
            assert try_in(f"name-{n}", network=SCHOOL).status_code == 200

        assert try_in("one-more", network=SCHOOL).status_code == 429
        assert try_in(password=PASSWORD, network=SCHOOL).status_code == 429
        assert try_in(password=PASSWORD, network=HOME).status_code == 302

    @pytest.mark.parametrize("network", ["", "127.0.0.1", "::1"])
    def test_without_a_true_address_nobody_shares_a_limit(self, ada, network):
        for n in range(101):
            try_in(f"name-{n}", network=network)

        assert try_in(password=PASSWORD, network=network).status_code == 302


class EverywhereTests:
    """One account from all networks, by its name and its address."""

    @pytest.fixture
    def attack(self, ada):
        fail(30, name="ada", network="192.0.2.{n}")
        fail(20, name="ada@example.org", network="198.51.100.{n}")

    def test_account_rests_and_nothing_tells(self, ada, attack):
        resting = try_in(password=PASSWORD, network=SCHOOL)
        unknown = try_in("nobody", network=SCHOOL)

        assert resting.status_code == unknown.status_code == 200
        errors = [r.context["form"].non_field_errors() for r in (resting, unknown)]
        assert errors[0] == errors[1]

    def test_wrong_passwords_for_an_address_do_not_show_whose_it_is(self, ada):
        """Neither by 429 nor by none: each name counts for itself, from one network."""
        fail(10, name="ada@example.org")

        assert try_in("ada").status_code == 200
        assert try_in("ada", password=PASSWORD).status_code == 302

    def test_owner_is_told_once(self, attack):
        fail(5, network="192.0.2.200")

        [letter] = letters.read()
        assert letter.to == ["ada@example.org"]
        assert "For 15 minutes" in letter.body

    def test_name_without_an_account_costs_the_same_and_mails_nobody(self, ada):
        fail(50, name="nobody", network="192.0.2.{n}")

        assert letters.read() == []

    def test_known_browser_passes(self, ada):
        client = Client()
        try_in(password=PASSWORD, client=client)
        client.post("/accounts/logout/")
        fail(50, network="192.0.2.{n}")

        assert try_in(password=PASSWORD, network=SCHOOL).status_code == 200
        response = try_in(password=PASSWORD, network=SCHOOL, client=client)
        assert response.status_code == 302

    @pytest.mark.parametrize("kept", ["", "forged", None])
    def test_cookie_of_another_does_not_pass(self, ada, attack, kept):
        client = Client()
        if kept is None:
            make_user("eve")
            try_in("eve", password=PASSWORD, client=client, network=SCHOOL)
            client.post("/accounts/logout/")
        else:
            client.cookies[lockout.COOKIE] = kept

        response = try_in(password=PASSWORD, network=SCHOOL, client=client)
        assert response.status_code == 200

    def test_copied_cookie_ends_with_the_password_of_its_time(self, ada, attack):
        client = Client()
        client.cookies[lockout.COOKIE] = cookie_for(ada)
        ada.set_password("copper lantern drifts")
        ada.save()

        response = try_in(
            password="copper lantern drifts", network=SCHOOL, client=client
        )
        assert response.status_code == 200

    def test_browser_of_a_registration_is_known(self):
        filled = {"username": "ada", "email": "ada@example.org", "password": PASSWORD}
        client = Client()
        client.post("/accounts/register/", filled | shown())

        assert is_known(client, User.objects.get())

    def test_browser_of_a_new_password_stays_known(self, ada):
        client = Client()
        try_in(password=PASSWORD, client=client)
        new = dict.fromkeys(["new_password1", "new_password2"], "copper lantern drifts")
        client.post("/accounts/password/", new | {"old_password": PASSWORD})

        ada.refresh_from_db()
        assert is_known(client, ada)

    def test_browser_of_a_reset_password_is_known(self, ada):
        client = Client()
        reset(ada, client, "copper lantern drifts")

        ada.refresh_from_db()
        assert is_known(client, ada)

    def test_cookie_goes_to_this_page_only(self, ada):
        cookie = try_in(password=PASSWORD).cookies[lockout.COOKIE]

        assert (cookie["path"], cookie["httponly"]) == (LOGIN, True)
        assert cookie["samesite"] == "Lax"

    def test_new_password_ends_the_rest_and_the_wait(self, ada, attack):
        fail(10, network=SCHOOL)
        new = "copper lantern drifts"
        reset(ada, Client(), new)

        assert try_in(password=new, network=SCHOOL).status_code == 302


class KeptTests:
    def test_as_little_as_counting_needs(self, ada):
        try_in("ada", password="my secret", HTTP_USER_AGENT="Mosaic")

        [attempt] = AccessAttempt.objects.values()
        assert "my secret" not in str(attempt)
        assert "Mosaic" not in str(attempt)

    def test_nothing_about_who_came_in(self, ada):
        client = Client()
        try_in(password=PASSWORD, client=client)
        client.post("/accounts/logout/")

        assert not AccessLog.objects.exists()
        assert not AccessAttempt.objects.exists()

    def test_housekeeping_forgets_what_counts_no_more(self, ada, monkeypatch):
        fail(1)
        lockout.prune()
        assert AccessAttempt.objects.exists()
        forward(monkeypatch, 16)
        lockout.prune()
        assert not AccessAttempt.objects.exists()

    def test_longest_name_fits(self, ada):
        assert try_in("\ufdfa" * 254).status_code == 200

    def test_ordinary_page_asks_nothing_more(self, ada, django_assert_num_queries):
        with django_assert_num_queries(0):
            Client().get("/accounts/password/reset/")
        client = Client()
        client.force_login(ada)
        with django_assert_num_queries(2):  # the session and its member
            client.get("/accounts/password/")
