"""What a person meets at the doors after too many tries, with the real numbers."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from PIL import Image

from apps.accounts import lockout
from apps.accounts.models import Departure, User
from apps.look import pictures

from .make import PASSWORD, make_user, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_limits")]

LOGIN = "/accounts/login/"
REGISTER = "/accounts/register/"
RESET = "/accounts/password/reset/"
BACK_OFFICE = "/admin/login/"
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


def send(client, address, times=1, network=HERE, **fields):
    """Send the form so many times; give the last answer."""
    for n in range(times):
        filled = {name: value.format(n=n) for name, value in fields.items()}
        response = client.post(address, filled, REMOTE_ADDR=network)
    return response


class RegisterTests:
    filled = {
        "username": "member{n}",
        "email": "member{n}@example.org",
        "password": PASSWORD,
        **shown(),
    }

    @pytest.fixture
    def crowd(self, client, real_limits):
        """As many as may register from one address in an hour."""
        for n in range(60):
            filled = {name: value.format(n=n) for name, value in self.filled.items()}
            response = client.post(REGISTER, filled, REMOTE_ADDR=HERE)
            assert response.status_code == 302
            client.logout()

    @pytest.mark.usefixtures("crowd")
    def test_next_one_is_asked_to_wait(self, client):
        ada = {"username": "ada", "email": "ada@example.org", "password": PASSWORD}
        ada |= shown()
        response = send(client, REGISTER, **ada)
        assert response.status_code == 429
        assert response["Retry-After"] == "60"
        assert "Many accounts were made from your network" in response.text
        assert 'value="ada@example.org"' in response.text
        assert PASSWORD not in response.text
        assert not User.objects.filter(username="ada").exists()
        assert send(client, REGISTER, network=ELSEWHERE, **ada).status_code == 302

    @pytest.mark.usefixtures("crowd")
    def test_there_is_room_again_after_a_minute(self, client, real_limits):
        real_limits.forward(60)
        ada = {"username": "ada", "email": "ada@example.org", "password": PASSWORD}
        ada |= shown()
        assert send(client, REGISTER, **ada).status_code == 302

    def test_form_with_a_mistake_costs_nothing(self, client):
        response = send(client, REGISTER, 70, username="a da")
        assert response.status_code == 200


class LoginTests:
    def test_beyond_the_limit_no_password_is_compared(
        self, client, monkeypatch, settings
    ):
        settings.LIMITS = "login=0.1"
        make_user("ada")
        send(client, LOGIN, 30, username="nobody", password="x")
        compared = []
        monkeypatch.setattr(
            User, "check_password", lambda *args: compared.append(args) or True
        )
        response = send(client, LOGIN, username="ada", password=PASSWORD)
        assert response.status_code == 429
        assert response["Retry-After"] == "120"
        assert "many attempts to sign in from your network" in response.text
        assert 'value="ada"' in response.text
        assert compared == []
        response = send(
            client, LOGIN, network=ELSEWHERE, username="ada", password=PASSWORD
        )
        assert response.status_code == 302

    def test_door_of_the_back_office_is_the_same_door(self, client, settings):
        settings.LIMITS = "login=0.1"
        make_user("ada", is_staff=True)
        send(client, BACK_OFFICE, 15, username="ada", password="x")
        send(client, LOGIN, 15, username="ada", password="x")
        response = send(client, BACK_OFFICE, username="ada", password=PASSWORD)
        assert response.status_code == 429
        assert "many attempts to sign in from your network" in response.text


class PasswordResetTests:
    def test_mailbox_is_not_flooded(self, client):
        for n in range(5):
            response = send(
                client, RESET, network=f"198.51.100.{n}", email="Ada@example.org"
            )
            assert response.status_code == 302
        response = send(client, RESET, email="ada@example.org")
        assert response.status_code == 429
        assert response["Retry-After"] == "720"
        assert "We have mailed letters like this already." in response.text
        assert 'value="ada@example.org"' in response.text
        assert DBTaskResult.objects.count() == 5

    def test_address_without_account_gets_the_same_answer(self, client):
        make_user("ada", email="ada@example.org")
        answers = []
        for address in ("ada@example.org", "nobody@example.org"):
            for _ in range(6):
                with CaptureQueriesContext(connection) as queries:
                    response = send(client, RESET, email=address)
                answers.append((address, response.status_code, len(queries)))
        known, unknown = answers[:6], answers[6:]
        assert [answer[1:] for answer in known] == [answer[1:] for answer in unknown]
        assert known[5][1] == 429

    def test_one_network_is_limited(self, client):
        response = send(client, RESET, 60, email="member{n}@example.org")
        assert response.status_code == 302
        assert send(client, RESET, email="lin@example.org").status_code == 429
        elsewhere = send(client, RESET, network=ELSEWHERE, email="lin@example.org")
        assert elsewhere.status_code == 302


def broken():
    return SimpleUploadedFile("me.png", b"no picture", "image/png")


class OwnPageTests:
    @pytest.fixture
    def as_ada(self, client):
        client.force_login(make_user("ada"))
        return client

    def test_many_pictures_are_asked_to_wait(self, as_ada, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        for _ in range(10):
            assert self.upload(as_ada).status_code == 302
        response = self.upload(as_ada)
        assert response.status_code == 429
        assert "Send this one again in 3 minutes" in response.text
        assert len([*tmp_path.rglob("*.webp")]) == 10

    def test_beyond_the_limit_no_picture_is_decoded(self, as_ada, monkeypatch):
        for _ in range(10):
            as_ada.post("/accounts/avatar/", {"picture": broken()}, REMOTE_ADDR=HERE)
        decoded = []
        monkeypatch.setattr(pictures, "redraw_square", lambda *args: decoded.append(1))
        response = self.upload(as_ada)
        assert response.status_code == 429
        assert decoded == []

    def upload(self, client):
        picture = BytesIO()
        Image.new("RGB", (64, 64), "navy").save(picture, "PNG")
        file = SimpleUploadedFile("me.png", picture.getvalue(), "image/png")
        return client.post("/accounts/avatar/", {"picture": file}, REMOTE_ADDR=HERE)

    def test_passwords_cannot_be_guessed_at_an_open_browser(self, as_ada):
        filled = {"content": "stays", "password": "a guess"}
        response = send(as_ada, "/accounts/delete/", times=lockout.HERE, **filled)
        assert response.status_code == 429
        filled["password"] = PASSWORD
        assert send(as_ada, "/accounts/delete/", **filled).status_code == 429
        assert not Departure.objects.exists()

    def test_nor_on_the_page_of_a_new_one(self, as_ada):
        new = dict.fromkeys(["new_password1", "new_password2"], "copper lantern drifts")
        change, guess = "/accounts/password/", new | {"old_password": "a guess"}
        response = send(as_ada, change, times=lockout.HERE, **guess)
        assert response.status_code == 429
        right = new | {"old_password": PASSWORD}
        assert send(as_ada, change, **right).status_code == 429
        assert User.objects.get().check_password(PASSWORD)
