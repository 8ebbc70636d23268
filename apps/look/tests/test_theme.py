import re

import html5lib
import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.django_db


def choose(client, theme, address=""):
    return client.post("/theme/", {"theme": theme, "next": address})


class ThemeEditTests:
    def test_shows_what_is_chosen(self, client):
        client.cookies["theme"] = "dark"
        page = client.get("/theme/").content.decode()
        assert '<html lang="en" data-theme="dark">' in page
        assert re.search(r'<input[^>]* value="dark"[^>]* checked', page)

    def test_dark_is_kept_in_a_cookie_that_scripts_cannot_read(self, client):
        response = choose(client, "dark", "/forum/?page=2")
        assert response["Location"] == "/forum/?page=2"
        cookie = response.cookies["theme"]
        assert (cookie.value, cookie["httponly"], cookie["samesite"]) == (
            "dark",
            True,
            "Lax",
        )

    def test_system_forgets_the_cookie(self, client):
        client.cookies["theme"] = "dark"
        response = choose(client, "system")
        assert response.cookies["theme"]["max-age"] == 0
        assert "data-theme" not in client.get("/theme/").content.decode()

    def test_choice_goes_with_the_member(self, client):
        user = get_user_model().objects.create_user(
            "ada", "ada@example.org", "a long secret"
        )
        client.force_login(user)
        choose(client, "dark")
        user.refresh_from_db()
        assert user.theme == "dark"
        del client.cookies["theme"]
        assert 'data-theme="dark"' in client.get("/theme/").content.decode()

    def test_unknown_theme_is_refused(self, client):
        response = choose(client, "pink")
        assert response.status_code == 200
        assert "theme" not in response.cookies
        assert "pink is not one of the available choices" in response.content.decode()

    @pytest.mark.parametrize(
        "address",
        [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "javascript:alert(1)",
            "http:///evil.example",
            "",
        ],
    )
    def test_never_leads_to_another_site(self, client, address):
        assert choose(client, "light", address)["Location"] == "/"

    def test_cookie_of_another_value_does_nothing(self, client):
        client.cookies["theme"] = '"><script>'
        page = client.get("/forum/").content.decode()
        assert "data-theme" not in page
        assert "<script" not in page


class GuestTests:
    @pytest.mark.parametrize("address", ["/", "/forum/", "/pages/rules/", "/nothing/"])
    def test_gets_no_cookie(self, client, address):
        assert not client.get(address).cookies


@pytest.mark.parametrize("address", ["/theme/?next=/forum/", "/pages/privacy/"])
def test_pages_parse_strictly(client, address):
    html5lib.HTMLParser(strict=True).parse(client.get(address).content.decode())
