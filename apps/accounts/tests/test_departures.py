from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from apps.accounts import departures
from apps.accounts.forms import RegisterForm
from apps.accounts.models import (
    Application,
    Archive,
    Confirmation,
    Departure,
    Invitation,
    KeptName,
    Session,
    User,
)
from apps.look import housekeeping, queue

from .make import PASSWORD, make_user, shown

pytestmark = pytest.mark.django_db

DELETE = "/accounts/delete/"
RETURN = "/accounts/return/"
STAYS = {"content": "stays", "password": PASSWORD}
GOES = {"content": "goes", "password": PASSWORD}
calls = []


def settled(user):
    """What an app does with the words of a member: here it only notes the wish."""
    departure = Departure.objects.filter(user=user).first()
    calls.append(departure and (departure.content, departure.is_final))


def stumble(user):
    raise RuntimeError("A broken app.")


@pytest.fixture(autouse=True)
def apps_above(settings, tmp_path):
    calls.clear()
    settings.MEDIA_ROOT = tmp_path
    settings.LEAVING = [f"{__name__}.settled"]


@pytest.fixture
def ada():
    return make_user("ada", display_name="Ada Okafor", bio="I teach.")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def work():
    queue.Worker(batch=True).loop()


def row(user):
    return User.objects.values().get(pk=user.pk)


def leave(user, content="stays", **ago):
    """Close an account, some time ago."""
    departure = Departure.objects.begin(user, content)
    then = timezone.now() - timedelta(**ago)
    Departure.objects.filter(pk=departure.pk).update(asked_at=then)
    departure.refresh_from_db()
    return departure


class AccountDeleteTests:
    def test_visitor_is_asked_to_sign_in(self, client):
        assert client.get(DELETE)["Location"] == f"/accounts/login/?next={DELETE}"

    def test_page_says_what_will_happen(self, as_ada):
        page = as_ada.get(DELETE).content.decode()

        for words in "For seven days", "Taken back by its author", "only you wrote":
            assert words in page
        assert not Departure.objects.exists()

    def test_account_is_closed_at_once(self, as_ada, ada):
        Client().force_login(ada)

        response = as_ada.post(DELETE, STAYS, follow=True)

        assert response.redirect_chain == [("/", 302)]
        assert "Your account is closed. Until" in response.content.decode()
        assert not Session.objects.filter(user=ada).exists()
        assert not response.context["user"].is_authenticated
        ada.refresh_from_db()
        assert ada.name == "deleted member"
        assert as_ada.get("/members/ada/").status_code == 404
        assert "ada" not in as_ada.get("/members/").content.decode()

    def test_nothing_else_is_changed_yet(self, as_ada, ada):
        before = row(ada)
        as_ada.post(DELETE, GOES)
        after = row(ada)

        changed = {name for name in after if after[name] != before[name]}
        assert changed == {"deleted_at"}

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"content": "stays"}, "password"),
            ({"content": "stays", "password": "wrong"}, "password"),
            ({"content": "stays", "password": PASSWORD.upper()}, "password"),
            ({"content": "stays", "password": "x" * 10_000}, "password"),
            ({"content": "burn", "password": PASSWORD}, "content"),
            ({"password": PASSWORD}, "content"),
        ],
    )
    def test_wrong_input_is_said_beside_its_field(self, as_ada, ada, fields, field):
        response = as_ada.post(DELETE, fields)

        assert list(response.context["form"].errors) == [field]
        assert PASSWORD not in response.content.decode()
        assert User.objects.get(pk=ada.pk).deleted_at is None

    def test_opening_it_closes_nothing(self, as_ada, ada):
        as_ada.get(DELETE, STAYS)
        assert not Departure.objects.exists()

    def test_form_from_elsewhere_is_refused(self, ada):
        forged = Client(enforce_csrf_checks=True)
        forged.force_login(ada)
        assert forged.post(DELETE, STAYS).status_code == 403
        assert not Departure.objects.exists()

    def test_only_owner_stays(self, client):
        grace = User.objects.create_superuser("grace", "g@example.org", PASSWORD)
        client.force_login(grace)

        response = client.post(DELETE, STAYS)
        assert response.status_code == 403
        assert "only owner" in response.content.decode()

        User.objects.create_superuser("ada")
        client.post(DELETE, STAYS)
        assert Departure.objects.get().user == grace

    def test_owner_who_has_left_is_no_other_owner(self):
        grace = User.objects.create_superuser("grace")
        leave(User.objects.create_superuser("ada"))
        assert "only owner" in departures.why_not_leave(grace)

    def test_asking_twice_is_asking_once(self, ada):
        first = Departure.objects.begin(ada, "stays")
        second = Departure.objects.begin(ada, "goes")
        assert (first, second.content) == (second, "stays")

    def test_letter_says_what_happens(self, ada, mailoutbox, settings):
        settings.SITE_URL = "https://forum.example"
        Departure.objects.begin(ada, "goes")
        work()

        [letter] = mailoutbox
        assert letter.to == ["ada@example.org"]
        assert "https://forum.example/accounts/login/" in letter.body
        assert "everything you wrote is deleted" in " ".join(letter.body.split())
        assert calls == [("goes", False)]

    def test_who_came_back_before_the_letter_gets_none(self, ada, mailoutbox):
        Departure.objects.begin(ada, "goes").undo()
        work()

        assert mailoutbox == []
        assert calls == [None, None]


class AccountReturnTests:
    def signed_in(self, name="ada"):
        client = Client()
        client.post("/accounts/login/", {"username": name, "password": PASSWORD})
        return client

    def test_one_click_after_signing_in(self, as_ada, ada):
        before = row(ada)
        as_ada.post(DELETE, STAYS)
        client = self.signed_in()
        page = client.get("/forum/").content.decode()
        assert "Your account is closed." in page
        assert f'action="{RETURN}"' in page
        assert "Ada Okafor" in page  # to herself she is no deleted member

        response = client.post(RETURN, follow=True)

        assert "Welcome back." in response.content.decode()
        assert "Your account is closed." not in response.content.decode()
        assert row(ada) == before | {"last_login": row(ada)["last_login"]}
        assert client.get("/members/ada/").status_code == 200
        work()
        assert calls[-1] is None

    def test_closed_account_cannot_be_closed_again(self, as_ada, ada):
        leave(ada)
        client = self.signed_in()
        assert client.get(DELETE).status_code == 200
        assert "closed already" in client.post(DELETE, GOES).content.decode()

    def test_grace_that_is_over_counts_only_when_the_deletion_begins(self, ada):
        departure = leave(ada, days=8)
        assert departure.undo()
        departures.perform_due()
        assert User.objects.get(pk=ada.pk).username == "ada"

    def test_too_late(self, ada):
        leave(ada)
        Departure.objects.update(is_final=True)
        client = self.signed_in()
        assert "now" in client.get("/forum/").content.decode()

        response = client.post(RETURN, follow=True)

        assert "too late" in response.content.decode()
        assert User.objects.get(pk=ada.pk).deleted_at

    def test_open_account_has_nothing_to_return_from(self, as_ada, ada):
        before = row(ada)
        assert as_ada.post(RETURN)["Location"] == "/accounts/profile/"
        assert row(ada) == before

    def test_opening_it_opens_nothing(self, ada):
        leave(ada)
        assert self.signed_in().get(RETURN).status_code == 405
        assert Departure.objects.exists()

    def test_visitor_is_asked_to_sign_in(self, client):
        assert "/accounts/login/" in client.post(RETURN)["Location"]

    def test_stranger_opens_nobody_else_s(self, client, ada):
        leave(ada)
        client.force_login(make_user("lin"))
        client.post(RETURN)
        assert Departure.objects.get().user == ada


class PerformTests:
    def test_grace_lasts_a_week(self, ada):
        leave(ada, days=6, hours=23)
        housekeeping.run()
        assert User.objects.get(pk=ada.pk).username == "ada"

        Departure.objects.update(asked_at=timezone.now() - timedelta(days=7))
        assert housekeeping.run() == []
        assert not Departure.objects.exists()
        assert User.objects.get(pk=ada.pk).username == f"deleted:{ada.pk}"

    def test_application_that_nobody_decided_goes_too(self, ada):
        Application.objects.create(member=ada, words="My name is Ada Okafor.")
        leave(ada, days=8)
        assert housekeeping.run() == []
        assert not Application.objects.exists()

    def test_nothing_is_left_that_says_who_it_was(self, ada, tmp_path):
        User.objects.filter(pk=ada.pk).update(
            time_zone="Africa/Lagos",
            theme="dark",
            confirmed_at=timezone.now(),
            last_login=timezone.now(),
            block_reason="Sang too loudly.",
            is_staff=True,
        )
        ada.groups.add(Group.objects.create(name="Choir"))
        ada.user_permissions.add(Permission.objects.first())

        leave(ada, days=7).perform()

        gone, blank = User.objects.get(pk=ada.pk), User()
        kept = {"username", "username_key", "username_skeleton", "password"}
        kept |= {"is_active", *departures.STAYS}
        for field in User._meta.concrete_fields:
            if field.name not in kept:
                value = getattr(gone, field.attname)
                assert value == getattr(blank, field.attname), field.name
        assert not gone.is_active
        assert not gone.has_usable_password()
        assert not gone.groups.exists()
        assert not gone.user_permissions.exists()
        assert gone.joined_at == ada.joined_at
        assert "ada" not in str(row(gone)).lower()

    def test_picture_archive_and_sessions_go(
        self, ada, tmp_path, django_capture_on_commit_callbacks
    ):
        ada.avatar.save("a.webp", ContentFile(b"pixels"))
        Archive.objects.order(ada)
        work()
        archive = Archive.objects.get()
        departure = leave(ada, days=7)
        Client().force_login(ada)  # signed in, and did not come back

        with django_capture_on_commit_callbacks(execute=True):
            departure.perform()

        assert not list(tmp_path.rglob("*.webp"))
        assert not archive.storage.exists(archive.path)
        assert not Archive.objects.exists()
        assert not Session.objects.exists()

    def test_addresses_and_invitations_go_and_who_came_stays(self, ada):
        invitation = Invitation.objects.create(inviter=ada, note="For my sister")
        sister = make_user("grace", invitation=invitation)
        ada.confirmations.create(address="new@example.org", previous="old@example.org")

        leave(ada, days=7).perform()

        assert not Confirmation.objects.exists()
        assert not Invitation.objects.exists()
        sister.refresh_from_db()
        assert sister.invitation is None

    def test_name_that_looks_like_theirs_is_kept_too(self):
        leave(make_user("paypal"), days=7).perform()
        fields = {"password": PASSWORD, "email": "a@example.org"} | shown()

        for name in "paypaI", "pаyраl":
            form = RegisterForm(fields | {"username": name})
            assert list(form.errors) == ["username"]

    def test_nobody_signs_in_any_more(self, client, ada):
        leave(ada, days=7).perform()
        for name in "ada", "ada@example.org", f"deleted:{ada.pk}":
            fields = {"username": name, "password": PASSWORD}
            assert client.post("/accounts/login/", fields).status_code == 200

    def test_name_is_kept_and_the_address_is_free(self, ada):
        leave(ada, days=7).perform()
        fields = {"password": PASSWORD, "email": "ada@example.org"} | shown()

        for name in "ada", "ADA", f"deleted:{ada.pk}":
            form = RegisterForm(fields | {"username": name})
            assert list(form.errors) == ["username"]
        assert RegisterForm(fields | {"username": "ada2"}).is_valid()
        assert not KeptName.objects.filter(digest__contains="ada").exists()

    def test_apps_above_are_told_that_it_is_final(self, ada):
        leave(ada, "goes", days=7).perform()
        assert calls == [("goes", True)]

    def test_task_that_comes_late_does_no_harm(self, ada):
        leave(ada, "goes", days=7)
        departures.perform_due()
        work()
        assert not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()
        assert User.objects.get(pk=ada.pk).deleted_at

    def test_one_that_fails_waits_and_keeps_nobody_else(self, ada, settings, caplog):
        lin = make_user("lin")
        leave(ada, days=9)
        settings.LEAVING = [f"{__name__}.stumble"]
        departures.perform_due()
        assert "A broken app." in caplog.text
        assert User.objects.get(pk=ada.pk).username == "ada"

        leave(lin, days=8)
        settings.LEAVING = [f"{__name__}.settled"]
        departures.perform_due()
        assert User.objects.filter(username__startswith="deleted:").count() == 2

    def test_all_who_left_look_alike(self, ada):
        drawn = ada.face_url
        faces = set()
        for user in ada, make_user("lin"):
            leave(user)
            user.refresh_from_db()
            faces.add(user.face_url)
        assert len(faces) == 1
        assert drawn not in faces
