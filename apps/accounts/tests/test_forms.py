from zoneinfo import ZoneInfo

import pytest

from apps.accounts.forms import (
    LoginForm,
    PasswordResetForm,
    ProfileForm,
    RegisterForm,
    zones,
)
from apps.accounts.models import User

from . import hostile
from .make import PASSWORD, make_user, shown

pytestmark = pytest.mark.django_db


def registered(**fields):
    """Fill in the form as Ada would, but for these fields."""
    filled = {"username": "ada", "email": "ada@example.org", "password": PASSWORD}
    return RegisterForm(filled | shown() | fields)


def profile(**fields):
    """Fill in the form as somebody who has nothing to say, but for these fields."""
    return ProfileForm({"theme": "system"} | fields, instance=make_user())


class RegisterFormTests:
    def test_makes_a_member(self):
        user = registered(display_name="  Ada   Okafor ").save()

        assert user.check_password(PASSWORD)
        assert user.display_name == "Ada Okafor"
        assert not user.is_staff

    @pytest.mark.parametrize("name", ["ADA", "Ａｄａ", "ａｄａ", "ada "])
    def test_look_alike_name_is_taken(self, name):
        make_user("Ada")

        assert registered(username=name, email="other@example.org").errors == {
            "username": ["This name is taken."]
        }

    @pytest.mark.parametrize("name", ["ada2", "adá", "a-da", "ada艾达", "نور"])
    def test_name_that_can_be_told_apart_is_free(self, name):
        make_user("ada")

        assert registered(username=name, email="eda@example.org").errors == {}

    @pytest.mark.parametrize(
        ("taken", "name"),
        [("paypal", "paypaI"), ("modern", "modem"), ("adao", "ada0"), ("ас", "ac")],
    )
    def test_name_that_looks_like_another_is_refused(self, taken, name):
        make_user(taken)

        [error] = registered(username=name).errors["username"]
        assert f"looks like that of another member, {taken}" in error

    @pytest.mark.parametrize("name", ["Admin", "modегаtor", "everyone", "new", "myweb"])
    def test_name_of_the_site_itself_is_refused(self, name):
        assert list(registered(username=name).errors) == ["username"]

    def test_script_is_not_mixed_with_one_that_looks_like_it(self):
        [error] = registered(username="adа-okafor").errors["username"]

        assert "Cyrillic and Latin" in error

    @pytest.mark.parametrize("address", ["ADA@EXAMPLE.ORG", "ada@ｅxample.org"])
    def test_taken_address_is_no_error(self, address):
        make_user("grace", email="ada@example.org")

        assert registered(email=address).errors == {}

    def test_name_cannot_be_an_address(self):
        assert "username" in registered(username="grace@example.org").errors

    @pytest.mark.parametrize("name", hostile.NAMES, ids=lambda n: ascii(n)[:30])
    def test_hostile_name_is_refused_beside_its_field(self, name):
        assert list(registered(username=name).errors) == ["username"]
        assert list(registered(display_name=name).errors) == ["display_name"]

    @pytest.mark.parametrize("name", hostile.ADDRESSES, ids=lambda n: ascii(n)[:30])
    def test_hostile_address_is_refused_beside_its_field(self, name):
        assert list(registered(email=name).errors) == ["email"]

    def test_longest_names_fit_the_database(self):
        widest = "ß" * 30
        domain = f"{'ß' * 61}.{'ß' * 61}.{'ß' * 61}.{'ß' * 50}.org"

        form = registered(username=widest, email=f"a@{domain}", display_name="名" * 60)

        assert form.errors == {}
        form.save()

    @pytest.mark.parametrize("field", ["username", "display_name"])
    def test_one_character_more_is_refused(self, field):
        length = User._meta.get_field(field).max_length

        assert list(registered(**{field: "a" * (length + 1)}).errors) == [field]

    def test_name_that_grows_when_written_out_is_refused(self):
        assert list(registered(username="\ufdfa" * 30).errors) == ["username"]

    @pytest.mark.parametrize(
        ("password", "reason"),
        [
            ("1234567", "too short"),
            ("password123", "too common"),
            ("ada@example", "too similar"),
            ("p" * 129, "128 characters at most"),
            ("secret\ud800secret", "broken character"),
            ("secret\0secret", "Null characters"),
        ],
        ids=ascii,
    )
    def test_weak_or_broken_password_is_refused(self, password, reason):
        errors = registered(password=password).errors

        assert list(errors) == ["password"]
        assert reason in " ".join(errors["password"])

    @pytest.mark.parametrize(
        "password", [" four words, spaces ", "密码密码密码密码", "😀" * 128]
    )
    def test_any_signs_make_a_password(self, password):
        assert registered(password=password).save().check_password(password)


class LoginFormTests:
    @pytest.mark.parametrize("name", hostile.NAMES, ids=lambda n: ascii(n)[:30])
    def test_hostile_input_is_refused(self, name):
        assert not LoginForm(None, {"username": name, "password": PASSWORD}).is_valid()
        assert not LoginForm(None, {"username": "ada", "password": name}).is_valid()

    def test_a_long_address_can_be_typed(self):
        address = f"{'a' * 60}@{'b' * 60}.example.org"
        make_user(email=address)

        form = LoginForm(None, {"username": address, "password": PASSWORD})

        assert form.is_valid()
        assert 'maxlength="254"' in str(form["username"])


class PasswordResetFormTests:
    @pytest.mark.parametrize("name", hostile.ADDRESSES, ids=lambda n: ascii(n)[:30])
    def test_hostile_address_is_refused(self, name):
        assert list(PasswordResetForm({"email": name}).errors) == ["email"]


class ProfileFormTests:
    def test_line_ends_count_once(self):
        form = profile(bio="\r\n".join(["x" * 99] * 10))

        assert form.errors == {}
        assert form.save().bio.count("\n") == 9

    @pytest.mark.parametrize("text", [hostile.NUL, hostile.HALF, "x" * 1001], ids=ascii)
    def test_hostile_biography_is_refused(self, text):
        assert list(profile(bio=text).errors) == ["bio"]

    @pytest.mark.parametrize("name", hostile.NAMES, ids=lambda n: ascii(n)[:30])
    def test_hostile_display_name_is_refused(self, name):
        assert list(profile(display_name=name).errors) == ["display_name"]

    @pytest.mark.parametrize("zone", ["Mars/Phobos", "../etc/passwd", hostile.HALF])
    def test_unknown_zone_is_refused(self, zone):
        assert list(profile(time_zone=zone).errors) == ["time_zone"]

    def test_only_what_the_form_shows_is_written(self):
        user = make_user(username="ada")
        form = ProfileForm({"theme": "dark"}, instance=User.objects.get(pk=user.pk))
        User.objects.update(username="renamed", is_active=False)

        form.save()

        user.refresh_from_db()
        assert (user.theme, user.username, user.is_active) == ("dark", "renamed", False)

    def test_zone_that_left_the_list_is_kept(self):
        user = make_user(time_zone="Asia/Calcutta")

        form = ProfileForm(
            {"theme": "light", "time_zone": "Asia/Calcutta"}, instance=user
        )

        assert form.save().time_zone == "Asia/Calcutta"


def test_every_zone_of_the_list_is_known_and_none_is_an_old_name():
    assert all(ZoneInfo(zone) for zone in zones())
    assert {"Europe/Oslo", "Asia/Kolkata", "Africa/Lagos", "UTC"} <= set(zones())
    assert "Asia/Calcutta" not in zones()
