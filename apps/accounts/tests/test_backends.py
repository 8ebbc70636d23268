import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import MD5PasswordHasher, identify_hasher

from apps.accounts.hashers import Argon2PasswordHasher

from .make import PASSWORD, make_user

pytestmark = pytest.mark.django_db


class NameOrEmailBackendTests:
    @pytest.mark.parametrize("name", ["Ada", "ada", "ＡＤＡ", "okafor@EXAMPLE.org"])
    def test_member_is_known_by_name_and_by_address(self, name):
        user = make_user("Ada", email="Okafor@example.org")

        assert authenticate(username=name, password=PASSWORD) == user

    @pytest.mark.parametrize(
        ("name", "password"),
        [("ada", "wrong"), ("nobody", PASSWORD), ("", PASSWORD), ("ada", None)],
    )
    def test_wrong_name_or_password_is_nobody(self, name, password):
        make_user("ada", email="")

        assert authenticate(username=name, password=password) is None

    def test_inactive_member_is_nobody(self):
        make_user("ada", is_active=False)

        assert authenticate(username="ada", password=PASSWORD) is None

    @pytest.mark.parametrize("name", ["ada", "nobody", "nobody@example.org", "closed"])
    def test_every_wrong_answer_hashes_once(self, name, monkeypatch):
        make_user("ada")
        make_user("closed", is_active=False)
        hashed = []
        encode = MD5PasswordHasher.encode
        monkeypatch.setattr(
            MD5PasswordHasher,
            "encode",
            lambda *args: hashed.append(args) or encode(*args),
        )

        authenticate(username=name, password="wrong")

        assert len(hashed) == 1


def test_password_is_hashed_with_argon2_in_moderate_memory(settings):
    settings.PASSWORD_HASHERS = ["apps.accounts.hashers.Argon2PasswordHasher"]
    user = make_user("ada")

    assert user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert isinstance(identify_hasher(user.password), Argon2PasswordHasher)
    assert authenticate(username="ada", password=PASSWORD) == user
