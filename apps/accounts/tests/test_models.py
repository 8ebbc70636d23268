import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import User, fold

from .make import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada", "ADA"), ("Ada", "Ａｄａ"), ("Élise", "ÉLISE"), ("straße", "STRASSE")],
)
def test_look_alikes_have_one_key(one, other):
    assert fold(one) == fold(other)


class UserTests:
    def test_name_is_kept_as_written_and_found_in_any_case(self):
        user = make_user("Élise")

        assert user.username == "Élise"
        assert User.objects.get_by_natural_key("éLISE") == user

    def test_full_width_name_is_kept_in_plain_letters(self):
        assert make_user("Ａda").username == "Ada"

    def test_database_refuses_a_look_alike_name(self):
        make_user("ada")

        with pytest.raises(IntegrityError), transaction.atomic():
            make_user("ADA", email="other@example.org")

    def test_database_refuses_a_look_alike_address(self):
        make_user(email="ada@example.org")

        with pytest.raises(IntegrityError), transaction.atomic():
            make_user(email="ADA@Example.ORG")

    def test_many_may_have_no_address(self):
        make_user(email="")
        make_user(email="")

        assert User.objects.filter(email_key="").count() == 2

    def test_key_follows_a_name_that_is_saved_alone(self):
        user = make_user("ada")
        user.username = "Grace"
        user.save(update_fields=["username"])

        user.refresh_from_db()
        assert user.username_key == "grace"

    def test_biography_is_rendered_when_it_is_saved(self):
        user = make_user()
        user.bio = "I **mend** bicycles. <script>alert(1)</script>"
        user.save(update_fields=["bio"])

        user.refresh_from_db()
        assert "<strong>mend</strong>" in user.bio_html
        assert "<script" not in user.bio_html

    def test_password_may_be_typed_on_any_keyboard(self):
        one = "caf\N{LATIN SMALL LETTER E WITH ACUTE} au lait"
        other = "cafe\N{COMBINING ACUTE ACCENT} au lait"

        assert make_user(password=one).check_password(other)
        assert make_user(password=other).check_password(one)
        assert not make_user(password=one).check_password("cafe au lait")

    def test_account_without_a_password_opens_to_none(self):
        user = make_user(password=None)

        assert not user.check_password(None)
        assert not user.check_password("")
        assert not user.check_password(PASSWORD)


class CalledTests:
    def test_finds_the_beginning_of_a_name(self):
        ada = make_user("Ada", email="")
        make_user("lada", email="")

        assert list(User.objects.called("AD")) == [ada]

    def test_finds_the_beginning_of_an_address(self):
        user = make_user("grace", email="Mbeki@example.org")

        assert list(User.objects.called("mbeki@ex")) == [user]

    @pytest.mark.parametrize("sign", ["%", "_", "\\", "'", "*"])
    def test_takes_no_sign_for_a_pattern(self, sign):
        make_user("ada")

        assert not User.objects.called(sign).exists()

    def test_finds_beginnings_before_any_letter(self):
        user = make_user("ada艾达")

        assert list(User.objects.called("ada")) == [user]
        assert list(User.objects.called("ada艾")) == [user]


class ReachableAtTests:
    def test_finds_the_address_in_any_case(self):
        user = make_user(email="Ada@example.org")

        assert User.objects.reachable_at("ADA@EXAMPLE.ORG").get() == user

    def test_leaves_out_who_may_not_sign_in(self):
        make_user(email="ada@example.org", is_active=False)

        assert not User.objects.reachable_at("ada@example.org").exists()

    def test_nobody_is_at_no_address(self):
        make_user(email="")

        assert not User.objects.reachable_at("").exists()
