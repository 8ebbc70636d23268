import pytest
from django.core.exceptions import ValidationError

from apps.accounts.models import User
from apps.accounts.names import validate_display

from .make import PASSWORD, make_user, shown

pytestmark = pytest.mark.django_db

PROFILE = "/accounts/profile/"


@pytest.fixture
def grace():
    return make_user("grace", display_name="Grace Mbeki", is_staff=True)


class DisplayTests:
    @pytest.mark.parametrize(
        "name",
        [
            *("Grace Mbeki", "grace mbeki", "Gr\N{CYRILLIC SMALL LETTER A}ce Mbeki"),
            *("Grace  Mbeki ★", "𝐆𝐫𝐚𝐜𝐞 𝐌𝐛𝐞𝐤𝐢", "Grace-Mbeki", "GRACE", "@grace"),
            *("Grace Mbeki\N{VARIATION SELECTOR-16}", "Ｇｒａｃｅ"),
        ],
        ids=ascii,
    )
    def test_nobody_passes_for_the_staff(self, grace, name):
        with pytest.raises(ValidationError):
            validate_display(name, make_user("eve"))

    @pytest.mark.parametrize(
        "name",
        [
            *("Moderator", "M O D E R A T O R", "Mod", "★ Admin ★", "Support"),
            *("Ada (Moderator)", "Adm\N{CYRILLIC SMALL LETTER I}n", "Forum-Admin"),
            *("deleted member", "Deleted  Member", "everybody", "myweb"),
        ],
        ids=ascii,
    )
    def test_nor_for_an_office_or_nobody(self, settings, name):
        settings.SITE_NAME = "MyWeb"
        with pytest.raises(ValidationError, match="kept for the site|one script"):
            validate_display(name, make_user("eve"))

    @pytest.mark.parametrize(
        "name",
        [
            *("Anna", "林晓 Lin Xiao", "Иван Ivanov", "नमिता", "★★★", "Model Trains"),
            *("Grace", "Modesta Adminson", "You and me"),
        ],
        ids=ascii,
    )
    def test_names_of_people_are_welcome(self, name):
        make_user("other", display_name="Anna")
        make_user("star", display_name="☆", is_staff=True)
        validate_display(name, make_user("eve"))

    def test_staff_say_what_they_are(self, grace):
        validate_display("Grace (Moderator)", grace)
        validate_display("Grace Mbeki", grace)
        with pytest.raises(ValidationError):
            validate_display("deleted member", grace)

    def test_script_is_one_in_a_word(self):
        with pytest.raises(ValidationError, match="Cyrillic and Latin"):
            validate_display("\N{CYRILLIC SMALL LETTER A}nna", make_user("eve"))


class FormTests:
    def test_profile_says_so_beside_the_field(self, client, grace):
        client.force_login(make_user("eve"))

        response = client.post(
            PROFILE, {"display_name": "Grace Mbeki", "theme": "system"}
        )

        [error] = response.context["form"].errors["display_name"]
        assert "the site’s staff" in error
        assert User.objects.get(username="eve").display_name == ""

    def test_name_that_is_there_already_stands_in_nobodys_way(self, client, grace):
        client.force_login(make_user("eve", display_name="Grace Mbeki"))

        response = client.post(
            PROFILE, {"display_name": "Grace Mbeki", "theme": "dark"}
        )

        assert response.status_code == 302

    @pytest.mark.parametrize(
        ("field", "name"),
        [("username", "grace-mbeki"), ("display_name", "Grace Mbeki")],
    )
    def test_registration_refuses_them(self, client, grace, field, name):
        filled = {"username": "eve", "email": "e@example.org", "password": PASSWORD}

        response = client.post("/accounts/register/", filled | shown() | {field: name})

        assert set(response.context["form"].errors) == {field}
